/** How a recipe names what is open. */
import type { DataReference, FileReference, ModelReference } from '../../workers/protocol';

/** A recipe may travel: only an address that others can reach goes with it. */
export function addressed(address: string | null): { readonly address?: string } {
  return address?.startsWith('https://') === true ? { address } : {};
}

type Reference = ModelReference | DataReference | FileReference;

/** A reference that names what it named before is no change: the recipe of a link stays the link's. */
export function isSame(before: Reference | undefined, now: Reference): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}
