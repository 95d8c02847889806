/** Words of tables that are merged from reports. */

/** Of a file that does not stand in the table. */
export const leftOut = (path: string, cause: string): string => `${path} is left out: ${cause}`;
