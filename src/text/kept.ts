/** Every visible string about files that are kept on this computer. */
import type { Room, RefusalReason } from '../state/keptStore';
import { bytesText, counted } from './faultWords';

const files = (count: number): string => counted(count, 'file');

const REFUSALS = {
  unavailable: 'this browser, or this private window, stores no files for pages',
  'no-room': 'there is too little room for it',
  failed: 'the browser could not write it',
} as const satisfies Record<RefusalReason, string>;

export const KEPT_TEXT = {
  title: 'Kept on this computer',
  count: (count: number, bytes: number): string => `${files(count)}, ${bytesText(bytes)}`,
  why: 'Files that you open are kept by the browser, so that a link that names one just opens it; folders of up to 1,000 files, too. They never leave this computer.',
  none: 'Nothing is kept yet. The next network or image file that you open will stand here.',
  unavailable:
    'This browser, or this private window, stores no files for pages. Everything works; only a link cannot open a file by itself.',
  list: 'Kept files',
  checksum: (sha256: string): string => `sha256 ${sha256}`,
  open: 'Open',
  openNamed: (name: string): string => `Open ${name}`,
  forget: (name: string): string => `Forget ${name}`,
  forgotten: (name: string): string => `${name} is no longer kept.`,
  gone: (name: string): string =>
    `${name} is no longer there; the browser has cleared it. Open it from its folder.`,
  forgetAll: (bytes: number): string => `Forget all (${bytesText(bytes)})`,
  reallyForget: (count: number, bytes: number): string =>
    `Remove the copies of ${files(count)} (${bytesText(bytes)}) from this browser? The originals stay where they are.`,
  yes: 'Forget them',
  no: 'Keep them',
  allForgotten: 'No file is kept any more.',
  room: ({ usedBytes, quotaBytes }: Room): string =>
    `This page uses ${bytesText(usedBytes)} of the ${bytesText(quotaBytes)} that the browser gives it.`,
  permanent: 'The browser keeps them until you forget them.',
  temporary: 'When space is short the browser may clear them.',
  makePermanent: 'Keep permanently',
  notGranted: 'The browser did not promise that; it may later, when this page is used more often.',
  refused: (name: string, bytes: number, reason: RefusalReason): string =>
    `${name} (${bytesText(bytes)}) is open but not kept: ${REFUSALS[reason]}.`,
  dismiss: 'Dismiss',
} as const;
