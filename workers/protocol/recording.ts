/**
 * A recorded run: a report, the events that led to it and a few pictures, as JSON small enough to ship with the page.
 * Typed arrays are written as `{ "$u8": base64 }`, `{ "$u32": base64 }` or `{ "$f32": base64 }`.
 */
import type { EngineEvent } from './events';
import type { Report } from './report';

export interface RecordedEvent {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  readonly event: EngineEvent;
}

/** One test image of the first screen: what it looks like and what the network said before and after the cut. */
export interface RecordedSample {
  readonly label: number;
  readonly height: number;
  readonly width: number;
  /** Base64 of RGB bytes. */
  readonly clean: string;
  readonly triggered: string;
  readonly before: { readonly clean: readonly number[]; readonly triggered: readonly number[] };
  readonly after: { readonly clean: readonly number[]; readonly triggered: readonly number[] };
}

export interface Recording {
  readonly format: 'rnp-recording';
  readonly version: 1;
  readonly report: Report;
  readonly events: readonly RecordedEvent[];
  readonly samples: readonly RecordedSample[];
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Bytes from base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Base64 of any bytes. */
export const encodeBytes = toBase64;

function replacer(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { $u8: toBase64(value) };
  if (value instanceof Uint32Array)
    return { $u32: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (value instanceof Float32Array)
    return { $f32: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  return value;
}

function reviver(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$u8' in value && typeof value.$u8 === 'string') return fromBase64(value.$u8);
  if ('$u32' in value && typeof value.$u32 === 'string')
    return new Uint32Array(fromBase64(value.$u32).buffer);
  if ('$f32' in value && typeof value.$f32 === 'string')
    return new Float32Array(fromBase64(value.$f32).buffer);
  return value;
}

/** Writes a recording as JSON text. */
export function writeRecording(recording: Recording): string {
  return JSON.stringify(recording, replacer);
}

/** Reads what {@link writeRecording} wrote. Recordings are the project's own files; they are not validated further. */
export function readRecording(text: string): Recording {
  return JSON.parse(text, reviver) as Recording;
}
