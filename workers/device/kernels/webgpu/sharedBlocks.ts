/**
 * The product of two matrices by a workgroup: 64 x 64 results at a time, eight rows and two vectors of four columns a
 * thread. Blocks of 16 of the common axis are loaded into the workgroup's memory and used by all its threads.
 */
import { range } from './convolutionTile';

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
