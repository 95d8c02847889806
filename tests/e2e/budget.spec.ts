/** What a visitor must fetch before the first picture: read from the bundler's own manifest of the built page. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const DIST = join(import.meta.dirname, '../../dist');
const BUDGET_BYTES = 150_000;

function readManifest(): Record<string, Chunk> {
  return JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
}

/** The chunks that `key` cannot run without, itself included. */
function closure(manifest: Record<string, Chunk>, key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || found.has(key)) return found;
  found.add(key);
  for (const next of chunk.imports ?? []) closure(manifest, next, found);
  return found;
}

function keyWhere(manifest: Record<string, Chunk>, is: (chunk: Chunk) => boolean): string {
  const key = Object.keys(manifest).find((candidate) => {
    const chunk = manifest[candidate];
    return chunk !== undefined && is(chunk);
  });
  if (key === undefined) throw new Error('the manifest lacks the chunk looked for');
  return key;
}

function scriptFiles(manifest: Record<string, Chunk>, keys: Iterable<string>): string[] {
  return [...keys].flatMap((key) => {
    const file = manifest[key]?.file;
    return file?.endsWith('.js') ? [file] : [];
  });
}

function gzippedBytes(file: string): number {
  return gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;
}

/** Everything the place Start shows itself with: the entry and the chunk of Start. */
function firstScreen(manifest: Record<string, Chunk>): string[] {
  const entry = keyWhere(manifest, (chunk) => chunk.isEntry === true);
  const start = keyWhere(manifest, (chunk) => chunk.src?.endsWith('features/start/Start.tsx') === true);
  return scriptFiles(manifest, closure(manifest, start, closure(manifest, entry)));
}

test('the first screen needs at most 150 kB of gzipped script', () => {
  const sizes = firstScreen(readManifest()).map((file) => ({ file, bytes: gzippedBytes(file) }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`first screen: ${total} bytes gzipped in ${sizes.length} scripts`);
  expect(total, sizes.map(({ file, bytes }) => `${file} ${bytes}`).join(', ')).toBeLessThanOrEqual(
    BUDGET_BYTES,
  );
});

const ELSEWHERE = ['WASM_HAS_SIMD_SUPPORT', 'recharts-wrapper'];

test('neither the engine nor the chart library is part of the first screen', () => {
  const first = new Set(firstScreen(readManifest()).map((file) => basename(file)));
  const assets = readdirSync(join(DIST, 'assets')).filter((file) => file.endsWith('.js'));
  for (const mark of ELSEWHERE) {
    const holders = assets.filter((file) => readFileSync(join(DIST, 'assets', file), 'utf8').includes(mark));
    expect(holders, `${mark} marks some script`).not.toEqual([]);
    expect(
      holders.filter((file) => first.has(file)),
      `${mark} in the first screen`,
    ).toEqual([]);
  }
});
