/** ONNX files: read, then built into a network with all its weights. */
import { importOnnx } from '../../../workers/importers/onnx/importOnnx';
import { bytesSource } from '../../../workers/readers/byteSource';
import { elementCount } from '../../../workers/readers/elements';
import { looksLikeOnnx, readOnnx } from '../../../workers/readers/onnx';
import type { OnnxModel } from '../../../workers/readers/onnxModel';
import { valueShapes } from '../../../workers/graph/shapes';
import { editedModel } from '../onnxEdits';
import { fixture as anyFixture } from '../fixtures';
import { PLAIN } from '../budgets';
import type { FuzzTarget } from '../target';

/** Small ones: an honest input has to be fast. */
const SEEDS = ['squeeze', 'mobile', 'pools', 'keras-like', 'external'];

const fixture = (name: string): Uint8Array => anyFixture(`onnx/${name}`);

function read(bytes: Uint8Array, companion: Uint8Array): Promise<OnnxModel> {
  return readOnnx([bytesSource('fuzz.onnx', bytes), bytesSource('external.bin', companion)]);
}

/** What was accepted must be whole. */
async function build(model: OnnxModel): Promise<void> {
  const { graph, host } = await importOnnx(model);
  valueShapes(graph);
  for (const [name, { shape }] of graph.parameters) {
    const tensor = host.get(name);
    if (tensor === undefined) throw new Error(`${name} is missing`);
    if (tensor.data.length !== elementCount(shape) || tensor.shape.join() !== shape.join())
      throw new Error(`${name}: ${String(tensor.data.length)} numbers, shape ${shape.join('x')}`);
  }
}

/** Well-formed files whose networks make no sense. */
function onnxGraphTarget(files: readonly Uint8Array[], companion: Uint8Array): FuzzTarget {
  const models = Promise.all(files.map((bytes) => read(bytes, companion)));
  return {
    reader: 'onnx-graph',
    budget: PLAIN,
    // A model's number, then edits that change nothing.
    seeds: files.map((_, number) => Uint8Array.of(number, ...new Uint8Array(12))),
    read: async (bytes) => {
      const model = editedModel(await models, bytes);
      if (model !== undefined) await build(model);
    },
  };
}

/** The targets of this format. */
export const targets = (): readonly FuzzTarget[] => {
  const seeds = SEEDS.map((name) => fixture(`${name}.onnx`));
  const companion = fixture('external.bin');
  return [
    { reader: 'onnx', budget: PLAIN, seeds, read: async (bytes) => build(await read(bytes, companion)) },
    onnxGraphTarget(seeds, companion),
    {
      reader: 'onnx-tensors',
      budget: PLAIN,
      seeds: [fixture('types.onnx')],
      read: async (bytes) => {
        looksLikeOnnx(bytes.subarray(0, 512));
        const { initializers } = await readOnnx([bytesSource('fuzz.onnx', bytes)]);
        for (const tensor of initializers.values()) await tensor.read();
      },
    },
  ];
};
