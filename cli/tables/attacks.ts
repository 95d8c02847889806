/** The table of attacks: RNP with its adaptive default on every backdoored network of the zoo, beside the paper's numbers. */
import { failureLine } from '../../src/text/tables';
import {
  type AttackRow,
  createRecipe,
  FaultError,
  FAILURE_LIMITS,
  mean,
  networksOfTable2,
  type PaperTable,
  type Recipe,
  type ZooEntry,
} from '../../workers/protocol';
import { type Arguments, readArguments } from '../arguments';
import { runRecipe } from '../runCommand';
import { readZoo } from '../zooManifest';
import { failureOf } from './failure';
import {
  medianOf,
  percent,
  picked,
  readPaper,
  readRows,
  rowOf,
  SEEDS,
  type Table,
  tableFile,
  writeRow,
} from './table';

const FILE = tableFile('attacks');

/** Every network with a backdoor, in the order of the manifest. */
async function attackedNetworks(): Promise<readonly ZooEntry[]> {
  return (await readZoo()).filter(({ trigger }) => trigger !== null);
}

function recipeFor({ id, training, trigger }: ZooEntry, seed: number): Recipe {
  if (training.data.kind !== 'shapes') throw new FaultError('data-missing', { name: id });
  const data = { kind: 'shapes', seed: training.data.seed } as const;
  const recipe = createRecipe({ model: { kind: 'zoo', id }, data, trigger, seed });
  return { ...recipe, watch: { ...recipe.watch, everySteps: 1000, testImages: 2000 } };
}

/** Means over the networks that stand beside the paper's table 2. */
async function table2Of(rows: readonly AttackRow[]): Promise<Record<string, number | null>> {
  const twelve = networksOfTable2(await readZoo(), await readPaper());
  const shown = rows.filter(({ network }) => twelve.some(({ id }) => id === network));
  return {
    networks: new Set(shown.map(({ network }) => network)).size,
    meanAttackSuccessRate: mean(shown.map(({ after }) => after.attackSuccessRate ?? 1)),
    meanCleanLoss: mean(shown.map(({ before, after }) => before.cleanAccuracy - (after.cleanAccuracy ?? 0))),
  };
}

async function summaryOf(rows: readonly AttackRow[]): Promise<object> {
  return {
    table2: await table2Of(rows),
    runs: rows.length,
    failed: rows.filter(({ failed }) => failed.length > 0).length,
    medianAttackSuccessRate: medianOf(rows.map(({ after }) => after.attackSuccessRate ?? 1)),
    medianCleanLoss: medianOf(
      rows.map(({ before, after }) => before.cleanAccuracy - (after.cleanAccuracy ?? 0)),
    ),
  };
}

/** Runs what is not there: a row stays as long as its network's file is the same. */
async function build(args: Arguments): Promise<void> {
  const networks = await attackedNetworks();
  const ids = networks.map(({ id }) => id);
  const only = picked(args, 'only', ids);
  const seeds = picked(args, 'seeds', SEEDS.map(String));
  const place = ({ network, seed }: AttackRow): number => ids.indexOf(network) * 1000 + seed;
  const nothing = readArguments([], [], []);
  for (const entry of networks) {
    const { attack, id, sha256, training } = entry;
    if (only?.includes(id) === false) continue;
    for (const seed of SEEDS) {
      if (seeds?.includes(String(seed)) === false) continue;
      const rows = await readRows<AttackRow>(FILE);
      if (rows.some((row) => row.network === id && row.seed === seed && row.sha256 === sha256)) continue;
      process.stderr.write(`${id}, seed ${String(seed)}\n`);
      const report = await runRecipe(recipeFor(entry, seed), nothing);
      const row = { ...rowOf(id, attack, report), sha256, ...failureOf(report, training) };
      await writeRow(FILE, row, place, summaryOf);
    }
  }
}

const HEADER = [
  'network                seed |  before        |  after         |     |  paper         |  its RNP       |     |',
  '                            |  CA     ASR    |  CA     ASR    | cut |  CA     ASR    |  CA     ASR    | cut | where it fails',
];

function lineOf(row: AttackRow, paper: PaperTable): string {
  const printed = paper.rows.find(({ attack }) => attack === row.attack);
  const pair = (
    each: { readonly cleanAccuracy: number | null; readonly attackSuccessRate: number | null } | undefined,
  ) => `${percent(each?.cleanAccuracy)} ${percent(each?.attackSuccessRate)} `;
  const count = (cut: number | null | undefined): string => String(cut ?? '-').padStart(3);
  return [
    `${row.network.padEnd(22)} ${String(row.seed).padStart(4)}`,
    pair(row.before),
    pair(row.after),
    count(row.pruned),
    pair(printed?.before),
    pair(printed?.after.rnp),
    count(printed?.after.rnp?.pruned),
    failureLine(row),
  ].join(' | ');
}

async function lines(): Promise<readonly string[]> {
  const rows = await readRows<AttackRow>(FILE);
  const paper = await readPaper();
  const { attackSuccessRate, cleanLoss } = FAILURE_LIMITS;
  return [
    ...HEADER,
    ...rows.map((row) => lineOf(row, paper)),
    `paper: ${paper.source}; ${paper.setting}`,
    `failed: attack success above ${String(100 * attackSuccessRate)} %, or more than ${String(100 * cleanLoss)} points of clean accuracy lost`,
    JSON.stringify(await summaryOf(rows)),
  ];
}

export const ATTACKS_TABLE: Table = { build, lines };
