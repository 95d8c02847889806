/** The files that are kept on this computer, as far as the page knows. Written by `client/keptFiles` only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** A file that was opened here and whose bytes are kept by the browser. */
export interface KeptFile {
  /** In hexadecimal; names the bytes. */
  readonly sha256: string;
  /** The name it was opened under. */
  readonly name: string;
  readonly bytes: number;
  /** How many files it is, where a folder or a list was kept as one. */
  readonly files?: number;
  /** When it was last opened or kept, in milliseconds since 1970. */
  readonly usedMs: number;
}

/** Bytes that the browser gives this page altogether, and how many of them are taken. */
export interface Room {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

/** Why a file was not kept: no storage here, too little of it, or a write that failed. */
export type RefusalReason = 'unavailable' | 'no-room' | 'failed';

/** The last file that could not be kept. It was opened all the same. */
export interface Refusal {
  readonly name: string;
  readonly bytes: number;
  readonly reason: RefusalReason;
}

export interface KeptState {
  /** Whether files can be kept here at all; `unread` until somebody asks. */
  readonly status: 'unread' | 'ready' | 'unavailable';
  /** The last used first. */
  readonly files: readonly KeptFile[];
  /** Null where the browser does not say. */
  readonly room: Room | null;
  /** Whether the browser has promised not to clear them when space is short. */
  readonly isPermanent: boolean;
  readonly refusal: Refusal | null;
}

export const keptStore = createStore<KeptState>(() => ({
  status: 'unread',
  files: [],
  room: null,
  isPermanent: false,
  refusal: null,
}));

/** Subscribes a component to the kept files. */
export function useKept<T>(selector: (state: KeptState) => T): T {
  return useStore(keptStore, selector);
}
