/** The command line of the benchmark. */
import { availableParallelism } from 'node:os';
import { readArguments } from '../cli/arguments';
import { FaultError } from '../workers/protocol';

export interface BenchArguments {
  /** Where the results go as JSON; null: nowhere. */
  readonly json: string | null;
  /** Sections to run, in their own order. */
  readonly only: readonly string[];
  readonly threads: number;
  readonly rounds: number;
  readonly quick: boolean;
}

const OPTIONS = ['json', 'only', 'threads', 'rounds'];
const FLAGS = ['quick', 'help'];
const ROUNDS = { quick: 3, full: 9 } as const;
const MOST = { threads: 64, rounds: 1000 } as const;

export const USAGE = `npm run bench -- [--only a,b] [--quick] [--rounds N] [--threads N] [--json FILE]
  --only     sections, by name; all without it
  --quick    fewer rounds, and without what takes minutes
  --rounds   how often each contestant is timed: ${String(ROUNDS.full)}, or ${String(ROUNDS.quick)} with --quick
  --threads  of the figures with several threads: 2
  --json     writes every number that was measured
`;

function wholeNumber(name: keyof typeof MOST, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= MOST[name]) return value;
  const reason = `found ${text}, expected a whole number from 1 to ${String(MOST[name])}`;
  throw new FaultError('argument-invalid', { argument: `--${name}`, reason });
}

/**
 * Reads the command line; null asks for help.
 * @throws FaultError `argument-invalid` {argument, reason}
 */
export function readBenchArguments(
  line: readonly string[],
  sections: readonly string[],
): BenchArguments | null {
  const args = readArguments(line, OPTIONS, FLAGS);
  if (args.has('help')) return null;
  const [word] = args.words;
  if (word !== undefined) {
    const reason = 'it stands alone; sections are named with --only';
    throw new FaultError('argument-invalid', { argument: word, reason });
  }
  const asked = args.option('only')?.split(',') ?? sections;
  const unknown = asked.find((each) => !sections.includes(each));
  if (unknown !== undefined) {
    const reason = `there is no section "${unknown}"; there are ${sections.join(', ')}`;
    throw new FaultError('argument-invalid', { argument: '--only', reason });
  }
  const quick = args.has('quick');
  return {
    json: args.option('json'),
    only: sections.filter((each) => asked.includes(each)),
    threads: wholeNumber('threads', args.option('threads') ?? String(Math.min(2, availableParallelism()))),
    rounds: wholeNumber('rounds', args.option('rounds') ?? String(quick ? ROUNDS.quick : ROUNDS.full)),
    quick,
  };
}
