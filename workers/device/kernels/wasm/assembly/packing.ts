/** Loads the first `lanes` (1 to 4) floats, zeros after them; reads nothing beyond. */
export function loadLanes(source: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(source);
  let value = v128.load32_zero(source);
  if (lanes >= 2) value = v128.load32_lane(source, value, 1, 4);
  if (lanes >= 3) value = v128.load32_lane(source, value, 2, 8);
  return value;
}

/** Stores the first `lanes` (1 to 4) floats. */
export function storeLanes(target: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(target, value);
    return;
  }
  v128.store32_lane(target, value, 0);
  if (lanes >= 2) v128.store32_lane(target, value, 1, 4);
  if (lanes >= 3) v128.store32_lane(target, value, 2, 8);
}

/** Packs weights [rows, outputs] (rows = tap rows x tap columns x channels) as [outputs/8][rows][8]. A chunk is eight outputs. */
@unmanaged
export class PackJob {
  weights: usize;
  rows: i32;
  outputs: i32;
  packed: usize;
}

/** See {@link PackJob}; zeros beyond the last output. */
export function packWeights(job: PackJob, chunk: i32, _thread: i32): void {
  const rowBytes = (<usize>job.outputs) << 2;
  const lanes = job.outputs - 8 * chunk;
  let source = job.weights + ((<usize>chunk) << 5);
  let packed = job.packed + ((<usize>(chunk * job.rows)) << 5);
  for (let row = job.rows; row > 0; row--, source += rowBytes, packed += 32) {
    v128.store(packed, loadLanes(source, lanes));
    v128.store(packed, lanes > 4 ? loadLanes(source + 16, lanes - 4) : f32x4.splat(0), 16);
  }
}

/** Writes four outputs of four channels, transposed: packed[output][8 channels]. */
function transposeTile(source: usize, rowBytes: usize, packed: usize): void {
  const r0 = v128.load(source);
  const r1 = v128.load(source + rowBytes);
  const r2 = v128.load(source + 2 * rowBytes);
  const r3 = v128.load(source + 3 * rowBytes);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(packed, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(packed, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
  v128.store(packed, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
  v128.store(packed, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
}

/** One tap of {@link packFlippedWeights}: [channels from `source`, outputs] becomes [outputs][8 channels]. */
function packFlippedTap(source: usize, channels: i32, outputs: i32, packed: usize): void {
  const rowBytes = (<usize>outputs) << 2;
  let output = 0;
  if (channels >= 8) {
    for (; output + 4 <= outputs; output += 4) {
      transposeTile(source, rowBytes, packed);
      transposeTile(source + 4 * rowBytes, rowBytes, packed + 16);
      source += 16;
      packed += 128;
    }
  }
  for (; output < outputs; output++) {
    for (let channel = 0; channel < 8; channel++) {
      const value = channel < channels ? load<f32>(source + <usize>channel * rowBytes) : 0;
      store<f32>(packed + ((<usize>channel) << 2), value);
    }
    source += 4;
    packed += 32;
  }
}

/**
 * Packs the taps firstY, firstY + strideY, ... x firstX, firstX + strideX, ... of weights [tap row, tap column, channel,
 * output], in reverse order and with channels and outputs exchanged, for correlations over the output gradient:
 * [channels/8][tap row][tap column][output][8]. A chunk is eight channels.
 */
@unmanaged
export class PackFlippedJob {
  weights: usize;
  tapColumns: i32;
  channels: i32;
  outputs: i32;
  firstY: i32;
  strideY: i32;
  countY: i32;
  firstX: i32;
  strideX: i32;
  countX: i32;
  packed: usize;
}

/** See {@link PackFlippedJob}; zeros beyond the last channel. */
export function packFlippedWeights(job: PackFlippedJob, chunk: i32, _thread: i32): void {
  const channels = job.channels,
    outputs = job.outputs;
  const rowBytes = (<usize>outputs) << 2;
  const tapBytes = <usize>channels * rowBytes;
  const channel = 8 * chunk;
  let packed = job.packed + ((<usize>(chunk * job.countY * job.countX * outputs)) << 5);
  for (let y = job.countY - 1; y >= 0; y--) {
    for (let x = job.countX - 1; x >= 0; x--) {
      const tap = (job.firstY + job.strideY * y) * job.tapColumns + job.firstX + job.strideX * x;
      const source = job.weights + <usize>tap * tapBytes + <usize>channel * rowBytes;
      packFlippedTap(source, channels - channel, outputs, packed);
      packed += (<usize>outputs) << 5;
    }
  }
}
