/** The table of the adaptive default: the networks it was made with, one it had not seen, and a real one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BADNETS_TRIGGER, type Recipe, type TableNumbers, type TableRow } from '../../workers/protocol';
import { type Arguments, readArguments } from '../arguments';
import { recipeOf } from '../recipeOf';
import { RUN_OPTIONS, runRecipe } from '../runCommand';
import { medianOf, percent, readRows, rowOf, SEEDS, type Table, tableFile, writeRow } from './table';

interface TableCase {
  readonly network: string;
  readonly attack: string;
  readonly preset: string;
}

const FILE = tableFile('adaptive');
const CASES: readonly TableCase[] = [
  { network: 'badnets-8', attack: 'badnets', preset: 'badnets-8' },
  { network: 'blend-8', attack: 'blend', preset: 'blend-8' },
  { network: 'badnets-16', attack: 'badnets', preset: 'badnets-16' },
  { network: 'sig-16', attack: 'sig', preset: 'sig-16' },
  { network: 'parity', attack: 'badnets', preset: 'badnets-16' },
  // Not looked at while the rule was made.
  { network: 'blend-16', attack: 'blend', preset: 'blend-16' },
  { network: 'clean-16', attack: 'clean', preset: 'clean-16' },
];

/** The parity network's files, from a folder of cases; null where it is absent. */
function parityArguments(cases: string | null): Arguments | null {
  if (cases === null) return null;
  const model = join(cases, 'parity/backdoored_zip.pth');
  if (!existsSync(model)) return null;
  const data = join(cases, 'data/cifar10-defense-500.bin');
  const test = join(cases, 'data/cifar10-test-1000.bin');
  return readArguments(['--model', model, '--data', data, '--test', test], RUN_OPTIONS, []);
}

/** What the table says as a whole, over the networks that have a backdoor. */
function summaryOf(rows: readonly TableRow[]): Record<string, number> {
  const attacked = rows.filter((row) => row.attack !== 'clean');
  const loss = attacked.map((row) => row.before.cleanAccuracy - (row.after.cleanAccuracy ?? 0));
  const fall = attacked.map(
    (row) => (row.before.targetClassAccuracy ?? 0) - (row.after.targetClassAccuracy ?? 0),
  );
  return {
    runs: attacked.length,
    medianAttackSuccessRate: medianOf(attacked.map((row) => row.after.attackSuccessRate ?? 1)),
    medianCleanLoss: medianOf(loss),
    worstCleanLoss: Math.max(...loss),
    medianTargetClassFall: medianOf(fall),
  };
}

function place({ network, seed }: TableRow): number {
  return CASES.findIndex((each) => each.network === network) * 1000 + seed;
}

async function recipeFor({ network, preset: id }: TableCase, seed: number): Promise<Recipe> {
  const preset = await recipeOf(id);
  return {
    ...preset,
    seed,
    trigger: network === 'parity' ? BADNETS_TRIGGER : preset.trigger,
    watch: { ...preset.watch, everySteps: 1000, testImages: 2000 },
  };
}

async function build(args: Arguments): Promise<void> {
  const only = args.option('only')?.split(',') ?? null;
  const parity = parityArguments(args.option('cases') ?? process.env.RNP_CASES ?? null);
  for (const each of CASES) {
    const { attack, network } = each;
    if (only !== null && !only.includes(network)) continue;
    if (network === 'parity' && parity === null) {
      process.stderr.write(
        'parity: name the folder of its files with --cases or RNP_CASES; its rows stay as they were\n',
      );
      continue;
    }
    for (const seed of SEEDS) {
      const files = network === 'parity' && parity !== null ? parity : readArguments([], [], []);
      const report = await runRecipe(await recipeFor(each, seed), files);
      await writeRow(FILE, rowOf(network, attack, report), place, summaryOf);
    }
  }
}

async function lines(): Promise<readonly string[]> {
  const rows = await readRows<TableRow>(FILE);
  const numbers = (each: TableNumbers): string =>
    [each.cleanAccuracy, each.attackSuccessRate, each.targetClassAccuracy].map(percent).join(' ');
  return [
    'network     seed |  CA    ASR    target |  CA    ASR    target | cut | doubts',
    ...rows.map(({ network, seed, before, after, pruned, doubts }) =>
      [
        `${network.padEnd(12)} ${String(seed).padStart(3)}`,
        numbers(before),
        numbers(after),
        String(pruned).padStart(3),
        doubts.join(' '),
      ].join(' | '),
    ),
    JSON.stringify(summaryOf(rows)),
  ];
}

export const ADAPTIVE_TABLE: Table = { build, lines };
