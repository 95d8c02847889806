/** What goes into an ONNX network: which value, how large, and in which order of axes. */
import { FaultError } from '../../protocol/faults';
import type { ModelHint } from '../../protocol/modelHint';
import type { OnnxModel, OnnxValueInfo } from '../../readers/onnxModel';
import { numbersOf } from './attributes';
import type { TidyNodes } from './tidyNodes';

export interface NetworkInput {
  readonly name: string;
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly axes: 'NCHW' | 'NHWC';
  readonly isSizeAssumed: boolean;
}

const ASSUMED_SIZE = 32;
const LARGEST_SIDE = 1024;
const TO_CHANNELS_FIRST = '0,3,1,2';

/** @throws FaultError `layer-unsupported` for anything but pictures with one or three channels */
export function findInput(model: OnnxModel, tidy: TidyNodes, hint: ModelHint): NetworkInput {
  const used = model.inputs.filter(({ name }) => tidy.consumers.has(name));
  const [input, ...others] = used;
  if (input === undefined || others.length > 0) throw unfit(`${String(used.length)} inputs instead of one`);
  const { dims } = input;
  if (dims?.length !== 4) throw unfit(`an input that is no picture (${describe(input)})`);
  const axes = isTransposed(tidy, input.name) ? 'NHWC' : 'NCHW';
  const [, a = null, b = null, c = null] = dims;
  const [height, width, stated] = axes === 'NHWC' ? [a, b, c] : [b, c, a];
  const channels = stated ?? channelsOfFirstLayer(model, tidy);
  if (channels !== 1 && channels !== 3) throw unfit(`an input that is no picture (${describe(input)})`);
  const [rows, columns] = hint.inputSize ?? [ASSUMED_SIZE, ASSUMED_SIZE];
  const shape = [height ?? rows, width ?? columns, channels] as const;
  if (Math.max(...shape) > LARGEST_SIDE) throw unfit(`an input of impossible size (${describe(input)})`);
  const isKnown = (height !== null && width !== null) || hint.inputSize !== undefined;
  return { name: input.name, shape, axes, isSizeAssumed: !isKnown };
}

function unfit(layers: string): FaultError {
  return new FaultError('layer-unsupported', { layers });
}

function describe({ name, dims }: OnnxValueInfo): string {
  const sizes = dims?.map((size) => (size === null ? '?' : String(size))).join('x') ?? 'of unknown shape';
  return `${name.slice(0, 60)}: ${sizes}`;
}

/** Networks of TensorFlow turn the pictures first thing. */
function isTransposed(tidy: TidyNodes, input: string): boolean {
  const consumers = tidy.consumers.get(input) ?? [];
  return consumers.some(
    (node) => node.op === 'Transpose' && numbersOf(node, 'perm')?.join() === TO_CHANNELS_FIRST,
  );
}

/** Where the file does not say it, the first convolution's weights do. */
function channelsOfFirstLayer(model: OnnxModel, tidy: TidyNodes): number | null {
  const first = tidy.nodes.find(({ op }) => op === 'Conv');
  return model.initializers.get(first?.inputs[1] ?? '')?.dims[1] ?? null;
}
