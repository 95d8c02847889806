/** Convolutions with something odd about each: sizes, strides, paddings and channel counts. */
import type { NamedAttrMap } from '../../../workers/device/tf';
import type { Case } from './referenceConvolution';

const around = (n: number): Case['pad'] => [
  [0, 0],
  [n, n],
  [n, n],
  [0, 0],
];
const one: Case['zeros'] = [1, 1, 1, 1];
const none: Case['zeros'] = [0, 0, 0, 0];
const wide = { images: 2, size: [8, 8], channels: 16, outputs: 16, taps: [3, 3], stride: [1, 1] } as const;
const plain = { images: 2, size: [8, 8], channels: 8, outputs: 8, taps: [3, 3], stride: [1, 1] } as const;

export const CASES: readonly Case[] = [
  { ...plain, name: '3x3', pad: around(1), zeros: one },
  { ...plain, name: '3x3, one image', images: 1, pad: 'same', zeros: one },
  { ...plain, name: '3x3, five images of 5x7', images: 5, size: [5, 7], pad: around(1), zeros: one },
  { ...plain, name: '3x3 without padding', pad: 'valid', zeros: none },
  {
    ...plain,
    name: 'stem: 3 channels of 32x32',
    size: [32, 32],
    channels: 3,
    outputs: 16,
    pad: around(1),
    zeros: one,
  },
  { ...plain, name: '6 channels, 10 outputs', channels: 6, outputs: 10, pad: 1, zeros: one },
  { ...plain, name: '1 channel, 1 output', channels: 1, outputs: 1, pad: 1, zeros: one },
  { ...plain, name: '13 channels, 7 outputs', channels: 13, outputs: 7, pad: 1, zeros: one },
  { ...plain, name: '3 outputs on odd sizes', size: [7, 9], outputs: 3, pad: 1, zeros: one },
  { ...plain, name: '3x3 stride 2, padding 1', stride: [2, 2], pad: around(1), zeros: one },
  { ...plain, name: '3x3 stride 2, same (asymmetric)', stride: [2, 2], pad: 'same', zeros: [0, 1, 0, 1] },
  { ...plain, name: '3x3 stride 2, odd size', size: [9, 7], stride: [2, 2], pad: around(1), zeros: one },
  {
    ...plain,
    name: '3x3 stride 2, 4x4 to 2x2',
    size: [4, 4],
    channels: 32,
    stride: [2, 2],
    pad: around(1),
    zeros: one,
  },
  {
    ...plain,
    name: '3x3 stride 2, a row never read',
    size: [8, 8],
    stride: [2, 2],
    pad: 'valid',
    zeros: none,
  },
  { ...plain, name: '1x1', taps: [1, 1], pad: 'valid', zeros: none },
  { ...plain, name: '1x1 stride 2', taps: [1, 1], stride: [2, 2], outputs: 16, pad: 'valid', zeros: none },
  {
    ...plain,
    name: '1x1 stride 2, odd size',
    size: [7, 5],
    taps: [1, 1],
    stride: [2, 2],
    pad: 0,
    zeros: none,
  },
  { ...plain, name: '1x1 with padding', taps: [1, 1], pad: around(1), zeros: one },
  { ...plain, name: '5x5', size: [9, 9], taps: [5, 5], pad: around(2), zeros: [2, 2, 2, 2] },
  {
    ...plain,
    name: '5x5 stride 2, same',
    size: [9, 9],
    taps: [5, 5],
    stride: [2, 2],
    pad: 'same',
    zeros: [2, 2, 2, 2],
  },
  { ...plain, name: '4x4 stride 2 (generator)', taps: [4, 4], stride: [2, 2], pad: around(1), zeros: one },
  {
    ...plain,
    name: '3x5 stride 3 and 1',
    size: [10, 6],
    taps: [3, 5],
    stride: [3, 1],
    pad: 'valid',
    zeros: none,
  },
  { ...plain, name: '2x2 stride 3', size: [9, 9], taps: [2, 2], stride: [3, 3], pad: 'valid', zeros: none },
  {
    ...plain,
    name: 'different padding on every side',
    size: [6, 7],
    pad: [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ],
    zeros: [2, 1, 0, 3],
  },
  { ...plain, name: 'more padding than taps', taps: [2, 2], pad: around(3), zeros: [3, 3, 3, 3] },
  {
    ...plain,
    name: 'groups of images: 40 of 16x16x16',
    images: 40,
    size: [16, 16],
    channels: 16,
    pad: 1,
    zeros: one,
  },
  // From here on: 3x3 at stride 1 with enough channels, which runs by Winograd's tiles.
  { ...wide, name: 'tiles: 16 channels', pad: around(1), zeros: one },
  { ...wide, name: 'tiles: odd size', size: [7, 5], channels: 24, outputs: 40, pad: around(1), zeros: one },
  { ...wide, name: 'tiles: without padding', size: [6, 9], outputs: 32, pad: 'valid', zeros: none },
  { ...wide, name: 'tiles: one image of 40x38', images: 1, size: [40, 38], pad: around(1), zeros: one },
  {
    ...wide,
    name: 'tiles: more padding than needed',
    size: [4, 4],
    pad: [
      [0, 0],
      [3, 1],
      [0, 2],
      [0, 0],
    ],
    zeros: [3, 1, 0, 2],
  },
  {
    ...wide,
    name: 'tiles: many channels, few pixels',
    images: 3,
    size: [4, 4],
    channels: 128,
    outputs: 128,
    pad: around(1),
    zeros: one,
  },
  {
    ...wide,
    name: 'tiles: several sets of sums',
    images: 9,
    size: [16, 16],
    channels: 32,
    outputs: 32,
    pad: around(1),
    zeros: one,
  },
  { ...plain, name: 'blocks of rows: 37x33', images: 1, size: [37, 33], pad: around(1), zeros: one },
];

export const DEPTHWISE: readonly Case[] = [
  { ...plain, name: '3x3', outputs: 1, pad: around(1), zeros: one },
  { ...plain, name: '3x3, 7 channels', channels: 7, outputs: 1, pad: around(1), zeros: one },
  { ...plain, name: '3x3 stride 2, same', outputs: 1, stride: [2, 2], pad: 'same', zeros: [0, 1, 0, 1] },
  { ...plain, name: '3x3, three outputs a channel', outputs: 3, pad: 'valid', zeros: none },
];

/** A case's attributes as tfjs's kernels take them. */
export function attributes(conv: Case, more: NamedAttrMap): NamedAttrMap {
  return { strides: [...conv.stride], pad: conv.pad, dataFormat: 'NHWC', dilations: [1, 1], ...more };
}
