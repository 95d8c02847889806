/** Kernels over flat lists of `count` floats. A chunk is `chunkFloats` of them, a multiple of four. */

/** dx = dy where y > 0, else 0. */
@unmanaged
export class ReluGradientJob {
  dy: usize;
  y: usize;
  dx: usize;
  count: i32;
  chunkFloats: i32;
}

/** See {@link ReluGradientJob}. */
export function reluGradient(job: ReluGradientJob, chunk: i32, _thread: i32): void {
  const first = chunk * job.chunkFloats;
  const zero = f32x4.splat(0);
  let at = (<usize>first) << 2;
  const end = at + ((<usize>min(job.chunkFloats, job.count - first)) << 2);
  for (; at + 16 <= end; at += 16) {
    v128.store(job.dx + at, v128.and(v128.load(job.dy + at), f32x4.gt(v128.load(job.y + at), zero)));
  }
  for (; at < end; at += 4) {
    store<f32>(job.dx + at, load<f32>(job.y + at) > 0 ? load<f32>(job.dy + at) : 0);
  }
}

/** result = a x + b y. */
@unmanaged
export class MixJob {
  x: usize;
  y: usize;
  result: usize;
  a: f32;
  b: f32;
  count: i32;
  chunkFloats: i32;
}

/** See {@link MixJob}. */
export function mix(job: MixJob, chunk: i32, _thread: i32): void {
  const first = chunk * job.chunkFloats;
  const a = f32x4.splat(job.a),
    b = f32x4.splat(job.b);
  let at = (<usize>first) << 2;
  const end = at + ((<usize>min(job.chunkFloats, job.count - first)) << 2);
  for (; at + 16 <= end; at += 16) {
    const value = f32x4.add(f32x4.mul(v128.load(job.x + at), a), f32x4.mul(v128.load(job.y + at), b));
    v128.store(job.result + at, value);
  }
  for (; at < end; at += 4) {
    store<f32>(job.result + at, load<f32>(job.x + at) * job.a + load<f32>(job.y + at) * job.b);
  }
}

/** newVelocity = momentum velocity + factor gradient + weightDecay weight; newWeight = weight - learningRate newVelocity. */
@unmanaged
export class SgdJob {
  weight: usize;
  gradient: usize;
  /** 0: none yet. */
  velocity: usize;
  newWeight: usize;
  newVelocity: usize;
  learningRate: f32;
  momentum: f32;
  weightDecay: f32;
  factor: f32;
  count: i32;
  chunkFloats: i32;
}

/** See {@link SgdJob}. */
export function stepSgd(job: SgdJob, chunk: i32, _thread: i32): void {
  const first = chunk * job.chunkFloats;
  const learningRate = f32x4.splat(job.learningRate),
    momentum = f32x4.splat(job.momentum),
    weightDecay = f32x4.splat(job.weightDecay),
    factor = f32x4.splat(job.factor);
  let at = (<usize>first) << 2;
  const end = at + ((<usize>min(job.chunkFloats, job.count - first)) << 2);
  for (; at + 16 <= end; at += 16) {
    const weight = v128.load(job.weight + at);
    let moved = f32x4.mul(v128.load(job.gradient + at), factor);
    moved = f32x4.add(moved, f32x4.mul(weight, weightDecay));
    if (job.velocity) moved = f32x4.add(f32x4.mul(v128.load(job.velocity + at), momentum), moved);
    v128.store(job.newVelocity + at, moved);
    v128.store(job.newWeight + at, f32x4.sub(weight, f32x4.mul(moved, learningRate)));
  }
  for (; at < end; at += 4) {
    const weight = load<f32>(job.weight + at);
    let moved = load<f32>(job.gradient + at) * job.factor + weight * job.weightDecay;
    if (job.velocity) moved = load<f32>(job.velocity + at) * job.momentum + moved;
    store<f32>(job.newVelocity + at, moved);
    store<f32>(job.newWeight + at, weight - moved * job.learningRate);
  }
}

/** Stores the sum of squares of `count` floats, in double precision from block to block. */
export function squaredSum(x: usize, count: i32, result: usize): void {
  const end = x + ((<usize>count) << 2);
  let total: f64 = 0;
  while (x + 16 <= end) {
    let sum = f32x4.splat(0);
    for (const stop = min(end, x + 4096); x + 16 <= stop; x += 16) {
      const value = v128.load(x);
      sum = f32x4.add(sum, f32x4.mul(value, value));
    }
    total += <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1);
    total += <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3);
  }
  for (; x < end; x += 4) {
    const value = load<f32>(x);
    total += <f64>value * <f64>value;
  }
  store<f32>(result, <f32>total);
}
