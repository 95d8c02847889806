/** Times, and what is said of several of them. */

/** Of one piece of work; `cpuMs` counts all threads of the process. */
export interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Several rounds of one piece of work. */
export interface Rounds {
  readonly each: readonly Times[];
  readonly wallMs: Summary;
  readonly cpuMs: Summary;
}

export interface Summary {
  readonly median: number;
  readonly minimum: number;
}

/** Milliseconds from some moment on. */
export type Clock = () => number;

/** Time that passes. */
export const wallClock: Clock = () => performance.now();

/** Time that this process computes, on all its threads: what other programs do meanwhile does not count. */
export const cpuClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Wall and processor time of `work`. */
export async function timed(work: () => Promise<unknown>): Promise<Times> {
  const [cpu, wall] = [cpuClock(), wallClock()];
  await work();
  return { wallMs: wallClock() - wall, cpuMs: cpuClock() - cpu };
}

/** Middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function summarise(values: readonly number[]): Summary {
  return { median: median(values), minimum: Math.min(...values) };
}

/** What all rounds say together. */
export function summariseRounds(rounds: readonly Times[]): Rounds {
  return {
    each: rounds,
    wallMs: summarise(rounds.map(({ wallMs }) => wallMs)),
    cpuMs: summarise(rounds.map(({ cpuMs }) => cpuMs)),
  };
}

/**
 * Middle value of what the one took over what the other took in the same round: a machine that grows slower or faster
 * meanwhile does the same to both.
 */
export function medianRatio(numerator: Rounds, denominator: Rounds, by: keyof Times): number {
  return median(numerator.each.map((times, at) => times[by] / (denominator.each[at]?.[by] ?? Number.NaN)));
}

/** A way of doing the work that is measured beside others. */
export interface Contestant {
  readonly name: string;
  readonly run: () => Promise<Times>;
}

/**
 * Lets contestants take turns, round by round, so that whatever slows the machine down slows them all. The first
 * `warmUps` rounds do not count: compilers and allocators settle in them.
 */
export async function takeTurns(
  contestants: readonly Contestant[],
  rounds: number,
  warmUps = 2,
): Promise<Map<string, Rounds>> {
  const times = new Map<string, Times[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const { name, run } of contestants) {
      const one = await run();
      if (round >= 0) times.get(name)?.push(one);
    }
  }
  return new Map([...times].map(([name, each]) => [name, summariseRounds(each)]));
}
