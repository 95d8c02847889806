/** The places of the page, as they stand in its hash. */

export const PLACES = ['start', 'run', 'inspect'] as const;
export type Place = (typeof PLACES)[number];
