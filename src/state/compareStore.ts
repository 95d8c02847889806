/** The runs that Compare keeps, and what of them is looked at. Records are written by `client/runLibrary` only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunRecord } from '../compare/runRecord';
import type { ExportRows } from '../compare/tableExport';

export interface CompareState {
  /** Whether they can be kept: `unread` until somebody asks; `memory` where the browser keeps nothing. */
  readonly status: 'unread' | 'ready' | 'memory';
  /** The newest first. */
  readonly runs: readonly RunRecord[];
  /** Deleted last, with their places: undo brings them back. */
  readonly deleted: readonly RunRecord[];
  /** Whose curves lie over each other and whose recipes are compared. */
  readonly chosen: readonly string[];
  readonly text: string;
  readonly isStarred: boolean;
  readonly rows: ExportRows;
  readonly order: { readonly by: string; readonly isDescending: boolean };
}

/** The state before anything is read. */
export function firstCompareState(): CompareState {
  return {
    status: 'unread',
    runs: [],
    deleted: [],
    chosen: [],
    text: '',
    isStarred: false,
    rows: 'runs',
    order: { by: 'startedAt', isDescending: true },
  };
}

export const compareStore = createStore<CompareState>(firstCompareState);

/** Subscribes a component to a part of what is compared. */
export function useCompare<T>(selector: (state: CompareState) => T): T {
  return useStore(compareStore, selector);
}

/** Changes what is looked at. */
export function setCompare(
  change: Partial<Pick<CompareState, 'chosen' | 'text' | 'isStarred' | 'rows' | 'order'>>,
): void {
  compareStore.setState(change);
}
