export * from './aim';
export * from './api';
/** Of attacks only the types: their words and schemas are heavy, and the first screen needs none of them. */
export type * from './attackRecipe';
export type * from './attacks/attack';
export type * from './attacks/registry';
export * from './branch';
/** Of defenses only the types, for the same reason. */
export type * from './defenseRecipe';
export type * from './defenseReport';
export type * from './defenses/defense';
export type * from './defenses/registry';
/** Of detection likewise. */
export type * from './detectionRecipe';
export * from './detectionReport';
export * from './events';
export * from './faults';
export * from './fileContent';
export * from './fileReport';
export * from './fit';
export * from './issue';
export * from './maskBins';
export * from './metrics';
export * from './modelHint';
export * from './option';
export * from './options';
export * from './recipe';
export * from './report';
export * from './sources';
export * from './summaries';
export * from './tables';
export * from './trainingReport';
export type * from './trainOptions';
export * from './trigger';
export * from './recording';
