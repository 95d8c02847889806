/** Small words that fault texts are made of. */
import type { FaultParams } from '../../workers/protocol';

/** A param as text; a dash where the engine did not say. */
export function word(params: FaultParams, key: string): string {
  const value = params[key];
  return value === undefined || value === '' ? '—' : String(value);
}

/** A param as a size in bytes, in the unit that reads best. */
export function size(params: FaultParams, key: string): string {
  const value = params[key];
  return typeof value === 'number' ? bytesText(value) : word(params, key);
}

/** A param that is a fraction or a ratio, with two significant digits. */
export function digits(params: FaultParams, key: string): string {
  const value = params[key];
  return typeof value === 'number' ? String(Number(value.toPrecision(2))) : word(params, key);
}

/** "1 file", "2,000 files". */
export function counted(count: number | string | undefined, one: string, many = `${one}s`): string {
  const number = Number(count);
  return number === 1 ? `1 ${one}` : `${Number.isFinite(number) ? number.toLocaleString('en') : '—'} ${many}`;
}

/** Bytes in B, kB, MB or GB. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}
