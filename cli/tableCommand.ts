/** `rnp table adaptive`: rebuilds the table of the adaptive default, or prints the committed one with `--show`. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BADNETS_TRIGGER, FaultError, type Recipe, type Report } from '../workers/protocol';
import type { Arguments } from './arguments';
import { recipeOf } from './recipeOf';
import { runRecipe } from './runCommand';
import { readArguments } from './arguments';
import { RUN_OPTIONS } from './runCommand';

/** One run as a row; the fields scripts read. */
export interface TableRow {
  readonly network: string;
  readonly attack: string;
  readonly method: string;
  readonly seed: number;
  readonly before: {
    readonly cleanAccuracy: number;
    readonly attackSuccessRate: number | null;
    readonly targetClassAccuracy: number | null;
  };
  readonly after: {
    readonly cleanAccuracy: number | null;
    readonly attackSuccessRate: number | null;
    readonly targetClassAccuracy: number | null;
  };
  readonly pruned: number;
  readonly label: number;
  /** Largest margin over the next one, and accuracy at the end of recovering: what doubts are raised by. */
  readonly lead: number | null;
  readonly recovered: number;
  /** Share of defense images that the revealed trigger turns after the cut. */
  readonly stillFooled: number | null;
  readonly doubts: readonly string[];
  readonly elapsedMs: number;
}

interface TableCase {
  readonly network: string;
  readonly attack: string;
  readonly preset: string;
}

const SEEDS = [1, 2, 3];
const FILE = new URL('../public/tables/adaptive.json', import.meta.url);
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

function rowOf({ network, attack }: TableCase, report: Report): TableRow {
  const { baseline, prune, recipe } = report;
  const { chosen } = prune;
  return {
    network,
    attack,
    method: 'rnp, adaptive',
    seed: recipe.seed,
    before: {
      cleanAccuracy: baseline.cleanAccuracy,
      attackSuccessRate: baseline.attackSuccessRate,
      targetClassAccuracy: baseline.targetClassAccuracy,
    },
    after: {
      cleanAccuracy: chosen.cleanAccuracy,
      attackSuccessRate: chosen.attackSuccessRate,
      targetClassAccuracy: chosen.targetClassAccuracy,
    },
    pruned: chosen.pruned,
    label: report.label.predicted,
    lead: report.label.lead,
    recovered: report.recover.trainAccuracy,
    stillFooled: report.reveal?.fooledAfter ?? null,
    doubts: report.doubts,
    elapsedMs: report.elapsedMs.total,
  };
}

/** The parity network's files, from a folder of cases; null where it is absent. */
function parityArguments(cases: string | null): Arguments | null {
  if (cases === null) return null;
  const model = join(cases, 'parity/backdoored_zip.pth');
  if (!existsSync(model)) return null;
  const data = join(cases, 'data/cifar10-defense-500.bin');
  const test = join(cases, 'data/cifar10-test-1000.bin');
  return readArguments(['--model', model, '--data', data, '--test', test], RUN_OPTIONS, []);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
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
    medianAttackSuccessRate: median(attacked.map((row) => row.after.attackSuccessRate ?? 1)),
    medianCleanLoss: median(loss),
    worstCleanLoss: Math.max(...loss),
    medianTargetClassFall: median(fall),
  };
}

async function readRows(): Promise<TableRow[]> {
  return existsSync(FILE) ? (JSON.parse(await readFile(FILE, 'utf8')) as { rows: TableRow[] }).rows : [];
}

function place({ network, seed }: TableRow): number {
  return CASES.findIndex((each) => each.network === network) * 1000 + seed;
}

/** Puts a row into the file as it stands now: two commands may fill different rows at once. */
async function writeRow(row: TableRow): Promise<void> {
  const others = (await readRows()).filter((each) => place(each) !== place(row));
  const rows = [...others, row].sort((left, right) => place(left) - place(right));
  await mkdir(new URL('.', FILE), { recursive: true });
  await writeFile(FILE, `${JSON.stringify({ rows, summary: summaryOf(rows) }, null, 1)}\n`);
}

async function build(args: Arguments): Promise<TableRow[]> {
  const only = args.option('only')?.split(',') ?? null;
  const parity = parityArguments(args.option('cases') ?? process.env.RNP_CASES ?? null);
  for (const each of CASES) {
    if (only !== null && !only.includes(each.network)) continue;
    if (each.network === 'parity' && parity === null) {
      process.stderr.write(
        'parity: name the folder of its files with --cases or RNP_CASES; its rows stay as they were\n',
      );
      continue;
    }
    for (const seed of SEEDS) {
      const preset = await recipeOf(each.preset);
      const recipe: Recipe = {
        ...preset,
        seed,
        trigger: each.network === 'parity' ? BADNETS_TRIGGER : preset.trigger,
        watch: { ...preset.watch, everySteps: 1000, testImages: 2000 },
      };
      const files = each.network === 'parity' && parity !== null ? parity : readArguments([], [], []);
      await writeRow(rowOf(each, await runRecipe(recipe, files)));
    }
  }
  return readRows();
}

function show(rows: readonly TableRow[]): void {
  const percent = (value: number | null): string =>
    (value === null ? '-' : (100 * value).toFixed(1)).padStart(6);
  process.stdout.write('network     seed |  CA    ASR    target |  CA    ASR    target | cut | doubts\n');
  for (const { network, seed, before, after, pruned, doubts } of rows) {
    const numbers = (each: TableRow['after']): string =>
      [each.cleanAccuracy, each.attackSuccessRate, each.targetClassAccuracy].map(percent).join(' ');
    process.stdout.write(
      `${network.padEnd(12)} ${String(seed).padStart(3)} | ${numbers(before)} | ${numbers(after)} | ${String(pruned).padStart(3)} | ${doubts.join(' ')}\n`,
    );
  }
  process.stdout.write(`${JSON.stringify(summaryOf(rows))}\n`);
}

/** Rebuilds (all rows, or those of `--only a,b`) or shows the table. */
export async function tableCommand(args: Arguments): Promise<void> {
  const [name] = args.words;
  if (name !== 'adaptive')
    throw new FaultError('argument-invalid', { argument: 'table', reason: 'known are adaptive' });
  if (!args.has('show')) {
    show(await build(args));
    return;
  }
  show(await readRows());
}
