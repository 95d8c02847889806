/** Memory of training on the wasm backend: a fresh process for each case, since neither heap nor peak ever shrinks. */
import type { Times } from '../measure';
import { type Case, nameOf, titleOf, W16_B128, W16_B32 } from '../networks';
import type { MemoryReading } from '../ourPeer';
import { startOurs } from '../peers';
import type { Lab, SectionResult } from '../section';
import { columns, digits } from '../table';
import type { FigureId } from '../targets';

const STEPS = 3;
const MEGABYTE = 2 ** 20;

async function measure(which: Case): Promise<MemoryReading> {
  const peer = startOurs();
  try {
    for (let step = 0; step < STEPS; step++) await peer.ask<Times>({ op: 'step', threads: 1, ...which });
    return await peer.ask<MemoryReading>({ op: 'memory' });
  } finally {
    peer.close();
  }
}

/** Reads heap and peak after a few steps. */
export async function memorySection(lab: Lab): Promise<SectionResult> {
  const readings: { name: string; title: string; reading: MemoryReading }[] = [];
  for (const which of [W16_B32, W16_B128]) {
    lab.tell(`memory: ${titleOf(which)}`);
    readings.push({ name: nameOf(which), title: titleOf(which), reading: await measure(which) });
  }
  return {
    figures: readings.map(({ name, reading }) => ({
      id: `memory/${name}` as FigureId,
      value: reading.heapBytes / MEGABYTE,
    })),
    details: columns([
      ['case', 'wasm heap MB', 'process peak MB'],
      ...readings.map(({ title, reading }) => [
        title,
        digits(reading.heapBytes / MEGABYTE),
        digits(reading.peakBytes / MEGABYTE),
      ]),
    ]),
    data: readings,
  };
}
