/**
 * The product of two matrices by a workgroup: 64 x 64 results at a time, eight rows and two vectors of four columns a
 * thread. Blocks of 16 of the common axis are loaded into the workgroup's memory and used by all its threads.
 */
import { FOUR, range } from './convolutionTile';

/** Rows and columns of a block of results; also the threads of the workgroup. */
export const BLOCK = 64;
/** Length of the common axis that is in memory at once. */
export const DEPTH = 16;
/** Vectors of four columns of a thread. */
export const BLOCK_VECTORS = 2;
const ROWS = range(8);

/** `left[k * 64 + row]` and `right[k * 64 + column]`. */
export const declareBlocks = `var<workgroup> left: array<f32, ${BLOCK * DEPTH}>;
var<workgroup> right: array<f32, ${BLOCK * DEPTH}>;`;

/** Place of this thread's results in the block, and their sums `a{row}_{vector}`. */
export const startBlocks = `let firstRow = lane / 8 * 8;
let firstColumn = lane % 8 * 8;
${ROWS.map((row) => `var a${row}_0 = vec4f(); var a${row}_1 = vec4f();`).join('\n')}`;

function vectorAt(first: number): string {
  return `vec4f(${range(4)
    .map((i) => `right[k * ${BLOCK} + firstColumn + ${first + i}]`)
    .join(', ')})`;
}

/** Vectors that each thread loads into a block. */
export const LOADS = range(DEPTH / 4);

/** Where the load-th vector of this thread lies, if vectors lie along the rows of a block: depth `k` and first number `n`. */
export function placeAlong(load: number): string {
  return `let k${load} = (lane + ${load * BLOCK}) / 16;
let n${load} = lane % 16 * 4;`;
}

/** Stores the vector `name` at the place of {@link placeAlong}. */
export function storeAlong(block: 'left' | 'right', load: number, name: string): string {
  return FOUR.map(
    (q) => `${block}[k${load} * ${BLOCK} + n${load} + ${q}] = ${name}.${'xyzw'.charAt(q)};`,
  ).join(' ');
}

/** Stores the vector `name` as four depths of this thread's own row or column. */
export function storeAcross(block: 'left' | 'right', load: number, name: string): string {
  return FOUR.map((q) => `${block}[${(4 * load + q) * BLOCK} + lane] = ${name}.${'xyzw'.charAt(q)};`).join(
    ' ',
  );
}

/** Loads both blocks by the given text, then adds their product to the sums. Needs uniform control flow. */
export function multiplyBlocks(load: string): string {
  return `workgroupBarrier();
${load}
workgroupBarrier();
for (var k = 0; k < ${DEPTH}; k++) {
  let b0 = ${vectorAt(0)};
  let b1 = ${vectorAt(4)};
${ROWS.map(
  (row) => `  let x${row} = left[k * ${BLOCK} + firstRow + ${row}];
  a${row}_0 += x${row} * b0;
  a${row}_1 += x${row} * b1;`,
).join('\n')}
}`;
}

/** The text for each row of this thread. */
export function eachBlockRow(text: (row: number) => string): string {
  return ROWS.map(text).join('\n');
}
