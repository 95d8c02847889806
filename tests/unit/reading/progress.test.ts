/** What the page hears while files are read: one stream that only rises, then the checksum, which takes its time as well. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeReader } from '../../../cli/nodeReader';
import type { NamedBlob, TellRead } from '../../../workers/reading/fileReader';

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

/** Each step in order, with its highest count and the totals named in it. */
function stepsOf(told: readonly Told[]) {
  const steps: { readonly step: string; done: number; readonly totals: Set<number | null> }[] = [];
  for (const [step, done, total] of told) {
    const last = steps.at(-1);
    if (last === undefined || last.step !== step) {
      steps.push({ step, done, totals: new Set([total]) });
      continue;
    }
    expect(done).toBeGreaterThanOrEqual(last.done);
    last.done = done;
    last.totals.add(total);
  }
  return steps;
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
