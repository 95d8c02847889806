/** What a link carries, as data. */
import type { Recipe } from '../../workers/protocol';
import type { Place } from './places';

/** The part of the view that goes along. */
export interface LinkView {
  readonly place?: Place;
  readonly layer?: string;
  readonly image?: number;
  readonly selected?: { readonly site: string; readonly channel: number };
  readonly oracle?: boolean;
  /** Number of filters cut, where the sender had moved the cut. */
  readonly count?: number;
}

/** What the sender got, so that the receiver can compare. */
export interface ExpectedNumbers {
  readonly cleanAccuracy: number;
  readonly attackSuccessRate: number | null;
}

/** Something in a link that was not taken as it stood. */
export type LinkNotice =
  | { readonly kind: 'unknown'; readonly field: string }
  | { readonly kind: 'clamped'; readonly field: string; readonly found: string; readonly used: string }
  | { readonly kind: 'replaced'; readonly field: string; readonly found: string; readonly used: string }
  | { readonly kind: 'filled'; readonly field: string; readonly used: string }
  /** The format is a later one: what this page knows of it was read. */
  | { readonly kind: 'newer'; readonly field: 'version'; readonly found: string; readonly used: string };

export interface RestoredLink {
  readonly recipe: Recipe;
  readonly presetId: string | null;
  readonly view: LinkView;
  readonly expected: ExpectedNumbers | null;
  readonly notices: readonly LinkNotice[];
}

/** Format of the compressed form; of a link with a higher number is taken what can be read. */
export const LINK_VERSION = 1;
