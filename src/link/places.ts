/** The places of the page, as they stand in its hash. */

export const PLACES = ['start', 'attack', 'run', 'inspect', 'compare'] as const;
export type Place = (typeof PLACES)[number];
