/** What a picture file is, by its first bytes; suffixes are never trusted. */
import { startsWith } from '../magic';
import type { PictureKind } from './contract';

/** Bytes that {@link pictureKind} and {@link otherKind} look at. */
export const KIND_BYTES = 512;

const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];

/** The kind of picture; null for anything else. */
export function pictureKind(head: Uint8Array): PictureKind | null {
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(head, RIFF) && startsWith(head, WEBP, 8)) return 'webp';
  if (isBitmap(head)) return 'bmp';
  return /^P[2356][\s#]/.test(String.fromCharCode(...head.subarray(0, 3))) ? 'netpbm' : null;
}

/** `BM` alone could start a text: the size of the second header must be one that exists. */
function isBitmap(head: Uint8Array): boolean {
  const headerBytes = head[14] ?? 0;
  return (
    startsWith(head, [0x42, 0x4d]) && [12, 40, 52, 56, 64, 108, 124].includes(headerBytes) && head[15] === 0
  );
}

const OTHERS: readonly (readonly [what: string, magic: readonly number[]])[] = [
  ['a GIF picture', [0x47, 0x49, 0x46, 0x38]],
  ['a TIFF picture', [0x49, 0x49, 0x2a, 0x00]],
  ['a TIFF picture', [0x4d, 0x4d, 0x00, 0x2a]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a gzip archive', [0x1f, 0x8b]],
];

/** In words, what a file is that is no picture of a kind read here. */
export function otherKind(head: Uint8Array): string {
  const known = OTHERS.find(([, magic]) => startsWith(head, magic));
  if (known !== undefined) return known[0];
  if (head.length === 0) return 'an empty file';
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)))
    return 'no picture of a known kind';
  const text = new TextDecoder().decode(head).trimStart();
  if (/<svg[\s/>]/i.test(text)) return 'an SVG drawing';
  if (/^(<!doctype html|<html|<head|<script|<body)/i.test(text)) return 'an HTML page';
  return text.startsWith('<') ? 'an XML document' : 'a text file';
}

/** Suffixes under which pictures go; only what has one of them is reported as a broken picture. */
export function hasPictureSuffix(path: string): boolean {
  return /\.(png|jpe?g|webp|bmp|p[gpn]m|gif|tiff?|svg|avif|heic)$/i.test(path);
}
