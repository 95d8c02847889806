/**
 * What one core can do at best in WebAssembly: multiply-adds on values that never leave the registers. Every convolution
 * is measured against it, in the same process, so that the share means the same on every machine.
 */
import { cpuClock } from './measure';

/** Multiply-adds in two instructions, or in one where the engine has relaxed SIMD. */
export type Arithmetic = 'plain' | 'relaxed';

/** x * scale + shift has its fixed point at 1: no overflow, no denormal numbers, and nothing that could be left out. */
const SCALE = 0.75;
const SHIFT = 0.25;
const LANES = 4;
/** Chains of operations at once: enough to hide latency, few enough for 16 registers. The best of them counts. */
const CHAINS = [8, 10, 12] as const;
const OPERATIONS = 2;
/** About 20 ms. */
const ITERATIONS = 10_000_000;

const TYPE = { i32: 0x7f, f32: 0x7d, v128: 0x7b, block: 0x40 } as const;
const CODE = {
  loop: 0x03,
  end: 0x0b,
  branchIf: 0x0d,
  getLocal: 0x20,
  setLocal: 0x21,
  teeLocal: 0x22,
  constI32: 0x41,
  constF32: 0x43,
  subI32: 0x6b,
  addF32: 0x92,
} as const;
/** Vector instructions, as they stand behind their prefix 0xfd. */
const VECTOR = {
  splat: [0xfd, 0x13],
  lane0: [0xfd, 0x1f, 0x00],
  add: [0xfd, 0xe4, 0x01],
  multiply: [0xfd, 0xe6, 0x01],
  relaxedMultiplyAdd: [0xfd, 0x85, 0x02],
} as const;

/** Unsigned LEB128. */
function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >> 7)];
}

function counted(items: readonly (readonly number[])[]): number[] {
  return [...number(items.length), ...items.flat()];
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const body = counted(items);
  return [id, ...number(body.length), ...body];
}

function sized(bytes: readonly number[]): number[] {
  return [...number(bytes.length), ...bytes];
}

function splatOf(value: number): number[] {
  return [CODE.constF32, ...new Uint8Array(new Float32Array([value]).buffer), ...VECTOR.splat];
}

/** Local 0 counts down; `chains` vectors follow, then scale and shift. */
function functionBody(arithmetic: Arithmetic, chains: number): number[] {
  const [scale, shift] = [chains + 1, chains + 2];
  const accumulators = Array.from({ length: chains }, (_, at) => at + 1);
  const get = (local: number): number[] => [CODE.getLocal, local];
  const multiplyAdd = (local: number): number[] =>
    arithmetic === 'relaxed'
      ? [...get(local), ...get(scale), ...get(shift), ...VECTOR.relaxedMultiplyAdd, CODE.setLocal, local]
      : [
          ...get(local),
          ...get(scale),
          ...VECTOR.multiply,
          ...get(shift),
          ...VECTOR.add,
          CODE.setLocal,
          local,
        ];
  return [
    ...counted([[...number(chains + 2), TYPE.v128]]),
    ...[...splatOf(SCALE), CODE.setLocal, scale, ...splatOf(SHIFT), CODE.setLocal, shift],
    ...accumulators.flatMap((local) => [...splatOf(local), CODE.setLocal, local]),
    ...[CODE.loop, TYPE.block],
    ...accumulators.flatMap(multiplyAdd),
    ...[...get(0), CODE.constI32, 1, CODE.subI32, CODE.teeLocal, 0, CODE.branchIf, 0, CODE.end],
    ...accumulators.flatMap((local, at) => [
      ...get(local),
      ...VECTOR.lane0,
      ...(at === 0 ? [] : [CODE.addF32]),
    ]),
    CODE.end,
  ];
}

/** A module with one function: run(iterations: i32) -> f32. */
function moduleBytes(arithmetic: Arithmetic, chains: number): Uint8Array<ArrayBuffer> {
  const name = [...new TextEncoder().encode('run')];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [[0x60, ...counted([[TYPE.i32]]), ...counted([[TYPE.f32]])]]),
    ...section(3, [[0]]),
    ...section(7, [[...sized(name), 0x00, 0x00]]),
    ...section(10, [sized(functionBody(arithmetic, chains))]),
  ]);
}

/** Runs once; answers GFLOP/s. */
type PeakMeter = () => number;

async function createMeter(arithmetic: Arithmetic, chains: number): Promise<PeakMeter> {
  const { instance } = await WebAssembly.instantiate(moduleBytes(arithmetic, chains));
  // The module is ours, made above.
  const run = instance.exports.run as (iterations: number) => number;
  return () => {
    const start = cpuClock();
    const sum = run(ITERATIONS);
    const elapsedMs = cpuClock() - start;
    if (Math.abs(sum - chains) > 1e-3)
      throw new RangeError(`${String(chains)} chains sum up to ${String(sum)}`);
    return (chains * LANES * OPERATIONS * ITERATIONS) / elapsedMs / 1e6;
  };
}

/**
 * A measurement of the most GFLOP/s of one thread on registers alone, with multiply-adds in one instruction (`relaxed`)
 * or in two; it takes about 20 ms of processor time and may be repeated between other work.
 */
export async function createPeakMeter(arithmetic: Arithmetic): Promise<PeakMeter> {
  const meters = await Promise.all(CHAINS.map((chains) => createMeter(arithmetic, chains)));
  // The first run of each compiles, the second counts.
  const speeds = meters.map((meter) => Math.max(meter(), meter()));
  return meters[speeds.indexOf(Math.max(...speeds))] ?? (() => Number.NaN);
}
