/** What the page hears while files are read: one stream that only rises, then the checksum, which takes its time as well. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeReader } from '../../../cli/nodeReader';
import { bytesSource } from '../../../workers/readers/byteSource';
import type { NamedBlob, TellRead } from '../../../workers/reading/fileReader';
import { hashOf } from '../../../workers/reading/sources';

type Told = Parameters<TellRead>;

function fixture(path: string): NamedBlob {
  return { path, file: new Blob([readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))]) };
}

const READING = {
  size: { height: 4, width: 4 },
  channels: null,
  label: null,
  split: null,
  classes: null,
} as const;

async function toldOf(path: string): Promise<readonly Told[]> {
  const told: Told[] = [];
  await nodeReader.readImages({ files: [fixture(path)], reading: READING }, (...each) => told.push(each));
  return told;
}

interface Step {
  readonly step: string;
  readonly done: number;
  readonly totals: Set<number | null>;
}

/** Each step, in order, with its highest count and the totals named in it. */
function stepsOf(told: readonly Told[]): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const [step, done, total] of told) {
    const { totals } = steps.get(step) ?? { totals: new Set<number | null>() };
    expect(done).toBeGreaterThanOrEqual(steps.get(step)?.done ?? 0);
    steps.set(step, { step, done, totals: totals.add(total) });
  }
  // A step that came back after another one would have been flicker.
  const changes = told.filter(([step], i) => step !== told[i - 1]?.[0]);
  expect(changes).toHaveLength(steps.size);
  return [...steps.values()];
}

describe('the progress of reading', () => {
  it('of pictures counts bytes until it is known how many there are, then pictures, then the checksum', async () => {
    const path = 'images/by-class.zip';
    const { size } = fixture(path).file;
    const steps = stepsOf(await toldOf(path));
    expect(steps.map(({ step }) => step)).toEqual(['read', 'unpack', 'hash']);
    expect(steps.map(({ totals }) => totals.size)).toEqual([1, 1, 1]);
    expect(steps.at(-1)).toMatchObject({ done: size, totals: new Set([size]) });
  });

  it('of an archive whose number of pictures shows only at its end counts bytes, against one total', async () => {
    const path = 'images/cifar-10-python.tar.gz';
    const { size } = fixture(path).file;
    const [read, ...others] = stepsOf((await toldOf(path)).filter(([, , total]) => total !== null));
    expect(read).toEqual({ step: 'read', done: size, totals: new Set([size]) });
    expect(others.map(({ step }) => step)).toEqual(['hash']);
  });
});

describe('the checksum', () => {
  it('of many files is that of their lines "path checksum", in the order of their paths', async () => {
    const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const paths = Array.from({ length: 20 }, (_, i) => `${i}.txt`);
    const lines = paths.toSorted().map((path) => `${path} ${sha256(path)}\n`);
    const sources = paths.map((path) => bytesSource(path, new TextEncoder().encode(path)));
    expect(await hashOf(sources)).toBe(sha256(lines.join('')));
  });
});
