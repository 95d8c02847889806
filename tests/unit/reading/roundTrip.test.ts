/** A network goes out in every format and comes back through the door for files: same logits, same mask sites. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeReader } from '../../../cli/nodeReader';
import { type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { writeNetwork } from '../../../workers/engine/exportNetwork';
import { relativeError } from '../../../workers/device/relativeError';
import { forward } from '../../../workers/graph/forward';
import type { Graph } from '../../../workers/graph/graph';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { findMaskSites } from '../../../workers/graph/sites';
import { toStateDict } from '../../../workers/nets/layout';
import { loadStateDict } from '../../../workers/nets/load';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import { NETWORK_FORMATS } from '../../../workers/protocol';
import type { RawTensor } from '../../../workers/readers/elements';
import { startBackend, tensorCount } from '../graph/backends';
import { tinyParameters } from '../graph/tinyNetwork';

const graph = buildResnet18(4);

/** As a file has it: under DataParallel's prefix, with counters, one tensor in half precision. */
function fileTensors(): Map<string, RawTensor> {
  const state = new Map<string, RawTensor>();
  for (const [name, value] of toStateDict(graph, tinyParameters(graph))) {
    state.set(`module.${name}`, { ...value, dtype: 'float32' });
    if (!name.endsWith('.running_var')) continue;
    const counter = name.replace('running_var', 'num_batches_tracked');
    state.set(`module.${counter}`, { shape: [], dtype: 'int64', data: Float32Array.of(782) });
  }
  return state;
}

function logits(network: { readonly graph: Graph; readonly host: HostTensors }): Float32Array {
  const parameters = uploadTensors(network.host);
  const values = Float32Array.from({ length: 2 * 32 * 32 * 3 }, (_, at) => Math.sin(at / 7));
  const x: Tensor = tensor(values, [2, 32, 32, 3]);
  const answer = tidy(() => forward(network.graph, parameters, x, { mode: 'eval' }).output).dataSync();
  x.dispose();
  disposeTensors(parameters);
  return Float32Array.from(answer);
}

describe('a network that goes out and comes back', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(NETWORK_FORMATS)('as %s is the network it was', async (format) => {
    const { host, origin } = loadStateDict(fileTensors());
    const saved = await writeNetwork({ graph, host, origin, meta: { network: 'pruned' } }, format, 'net');
    const file = new Blob([new Uint8Array(saved.bytes)]);
    const request = { files: [{ path: saved.name, file }], hint: null };
    const back = await nodeReader.readNetwork(request, () => undefined);
    expect(relativeError(logits(back), logits({ graph, host }))).toBeLessThan(1e-5);
    expect(findMaskSites(back.graph).map(({ channels }) => channels)).toEqual(
      findMaskSites(graph).map(({ channels }) => channels),
    );
    if (format !== 'onnx' && format !== 'tfjs-layers') {
      expect(back.origin.entries.map(({ name, dtype }) => [name, dtype])).toEqual(
        [...fileTensors()].map(([name, { dtype }]) => [name, dtype]),
      );
    }
  });

  it('leaves no tensors behind', () => {
    const before = tensorCount();
    logits({ graph, host: tinyParameters(graph) });
    expect(tensorCount()).toBeLessThanOrEqual(before + 1);
  });
});
