/** ONNX files: read, then built into a network with all its weights. */
import { readFileSync } from 'node:fs';
import { importOnnx } from '../../../workers/importers/onnx/importOnnx';
import { bytesSource } from '../../../workers/readers/byteSource';
import { elementCount } from '../../../workers/readers/elements';
import { looksLikeOnnx, readOnnx } from '../../../workers/readers/onnx';
import type { FuzzTarget } from '../targets';

/** Small ones: an honest input has to be fast. */
const SEEDS = ['squeeze', 'mobile', 'pools', 'keras-like', 'external'];

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/onnx/${name}`, import.meta.url)));
}

async function build(bytes: Uint8Array, companion: Uint8Array): Promise<void> {
  const model = await readOnnx([bytesSource('fuzz.onnx', bytes), bytesSource('external.bin', companion)]);
  const { graph, host } = await importOnnx(model);
  for (const [name, { shape }] of graph.parameters) {
    const tensor = host.get(name);
    if (tensor === undefined) throw new Error(`${name} is missing`);
    if (tensor.data.length !== elementCount(shape) || tensor.shape.join() !== shape.join())
      throw new Error(`${name}: ${String(tensor.data.length)} numbers, shape ${shape.join('x')}`);
  }
}

export const onnxTargets = (): FuzzTarget[] => {
  const seeds = SEEDS.map((name) => fixture(`${name}.onnx`));
  const companion = fixture('external.bin');
  return [
    { reader: 'onnx', seeds, read: (bytes) => build(bytes, companion) },
    {
      reader: 'onnx-tensors',
      seeds: [fixture('types.onnx')],
      read: async (bytes) => {
        looksLikeOnnx(bytes.subarray(0, 512));
        const { initializers } = await readOnnx([bytesSource('fuzz.onnx', bytes)]);
        for (const tensor of initializers.values()) await tensor.read();
      },
    },
  ];
};
