/** Hands a starting point to PyTorch: the values in a file, names and shapes in the request. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toStateDict } from '../workers/nets/layout';
import type { Case } from './networks';
import type { Peer } from './peer';
import type { StartingPoint } from './training';

interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function partsOf({ graph, labels, pixels, weights }: StartingPoint): Part[] {
  const state = [...toStateDict(graph, weights)].map(([name, { shape, data }]) => ({ name, shape, data }));
  return [...state, { name: 'x', shape: [labels.length, ...graph.inputShape], data: pixels }];
}

/** Asks PyTorch for `losses` or `gradients` of a case from this very starting point. */
export async function askFrom<T>(
  torch: Peer,
  start: StartingPoint,
  { net, width }: Pick<Case, 'net' | 'width'>,
  request: { readonly op: 'losses' | 'gradients' } & Readonly<Record<string, unknown>>,
): Promise<T> {
  const parts = partsOf(start);
  const folder = await mkdtemp(join(tmpdir(), 'rnp-bench-'));
  try {
    const file = join(folder, 'values.f32');
    await writeFile(
      file,
      Buffer.concat(parts.map(({ data }) => Buffer.from(new Uint8Array(data.slice().buffer)))),
    );
    const tensors = parts.map(({ name, shape }) => [name, shape]);
    return await torch.ask<T>({ ...request, net, width, file, tensors, labels: start.labels });
  } finally {
    await rm(folder, { recursive: true });
  }
}
