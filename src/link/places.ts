/** The places of the page, as they stand in its hash. */

export const PLACES = ['start', 'attack', 'detect', 'run', 'inspect', 'compare'] as const;
export type Place = (typeof PLACES)[number];
