/** Reading an architecture's numbers from the shapes of a file that may lack any of them or lie about them. */
import type { Shapes } from './family';

/** No layer of a network that trains in a browser is larger in one direction. */
const LARGEST_SIZE = 2 ** 17;
/** ResNet-152 has 36 blocks in its longest stage. */
const MOST_BLOCKS = 48;
const MOST_STAGES = 5;
/** Three poolings leave that many of 224 x 224 pictures. */
const MOST_CELLS = 28;
const USUAL_CLASSES = 10;
const COLOURS = 3;

/** Where a number can be found: axis of a tensor. */
export type Place = readonly [name: string, axis: number];

/** The number at the first place that exists and holds a sensible one; else `otherwise`. */
export function sizeAt<T>(shapes: Shapes, places: readonly Place[], otherwise: T): number | T {
  for (const [name, axis] of places) {
    const size = shapes.get(name)?.[axis];
    if (size !== undefined && Number.isInteger(size) && size >= 1 && size <= LARGEST_SIZE) return size;
  }
  return otherwise;
}

/** Outputs of a layer, by the first axis of the first of these tensors that is there; else `otherwise`. */
export function outputsOf(shapes: Shapes, tensors: readonly string[], otherwise: number): number {
  const places = tensors.map((name) => [name, 0] as const);
  return sizeAt(shapes, places, otherwise);
}

/** Classes of a dense layer that goes by one of these names. The bias comes first: it cannot lie transposed. */
export function classesOf(shapes: Shapes, ...heads: readonly string[]): number {
  const tensors = ['bias', 'weight'].flatMap((leaf) => heads.map((head) => `${head}.${leaf}`));
  return outputsOf(shapes, tensors, USUAL_CLASSES);
}

/** Channels of the pictures by the weights of the first convolution: 1 (grey) or 3. */
export function inputChannelsOf(shapes: Shapes, stem: string): number {
  return shapes.get(`${stem}.weight`)?.[1] === 1 ? 1 : COLOURS;
}

/** Whether any name begins with one of these. */
export function hasNames(shapes: Shapes, ...beginnings: readonly string[]): boolean {
  for (const name of shapes.keys()) if (beginnings.some((each) => name.startsWith(each))) return true;
  return false;
}

/** One more than the largest number that follows `beginning` in any name: `layer1.` counts the blocks of a stage. */
function countNumbered(shapes: Shapes, beginning: string): number {
  let count = 0;
  for (const name of shapes.keys()) {
    const digits = name.startsWith(beginning) ? /^\d{1,3}(?=\.)/.exec(name.slice(beginning.length)) : null;
    const index = digits === null ? MOST_BLOCKS : Number(digits[0]);
    if (index < MOST_BLOCKS) count = Math.max(count, index + 1);
  }
  return count;
}

/**
 * Blocks of each stage `name1`, `name2`, ... up to the last that has any; `inner` stands between stage and block. None where
 * that would be more blocks than there are tensors.
 */
export function blocksPerStage(shapes: Shapes, name: string, inner = ''): number[] {
  const counts = Array.from({ length: MOST_STAGES }, (_, index) =>
    countNumbered(shapes, `${name}${String(index + 1)}.${inner}`),
  );
  const stages = counts.findLastIndex((count) => count > 0) + 1;
  // A stage of which nothing is left is taken for one as long as the stage before.
  for (let stage = 0; stage < stages; stage++) counts[stage] ||= counts[stage - 1] ?? 1;
  const blocks = counts.slice(0, stages);
  return blocks.reduce((sum, count) => sum + count, 0) > shapes.size ? [] : blocks;
}

/** Cells a side of the map in front of a dense layer with `channels` channels: 1 behind global pooling. */
export function cellsBefore(shapes: Shapes, head: string, channels: number): number {
  const cells = Math.sqrt(sizeAt(shapes, [[`${head}.weight`, 1]], channels) / channels);
  return Number.isInteger(cells) && cells >= 1 && cells <= MOST_CELLS ? cells : 1;
}
