/**
 * The table of defenses: the methods of the paper's table 2 on the zoo's networks of its twelve attacks, beside the paper's numbers.
 * RNP's own rows are those of the table of attacks: same networks, same defense images, same seeds.
 */
import {
  type AttackRow,
  type DefenseRecipe,
  type DefenseReport,
  type DefenseRow,
  FaultError,
  networksOfTable2,
  type ZooEntry,
} from '../../workers/protocol';
import { createDefenseRecipe } from '../../workers/protocol/defenseRecipe';
import {
  COMPARED_METHODS,
  type ComparedCell,
  type ComparedTable,
  comparedTable,
} from '../../workers/protocol/defenseTable';
import type { Arguments } from '../arguments';
import { runRecipe } from '../runCommand';
import { readZoo } from '../zooManifest';
import {
  numbersOf,
  percent,
  picked,
  readPaper,
  readRows,
  SEEDS,
  type Table,
  tableFile,
  writeRow,
} from './table';

const FILE = tableFile('defenses');

/** In the order of the paper's table 2, plain fine-tuning first. */
const METHODS = ['ft', 'fp', 'nad', 'ibau', 'anp'] as const satisfies readonly DefenseRow['method'][];
/** As a method is run by default, and as the RNP paper ran it: what a default of the paper does to a small network is shown, not hidden. */
const CONSTANTS = ['adaptive', 'paper'] as const satisfies readonly DefenseRow['options'][];

function recipeFor(
  { id, training, trigger }: ZooEntry,
  method: DefenseRow['method'],
  { options, seed }: Pick<DefenseRow, 'options' | 'seed'>,
): DefenseRecipe {
  if (training.data.kind !== 'shapes') throw new FaultError('data-missing', { name: id });
  const data = { kind: 'shapes', seed: training.data.seed } as const;
  const recipe = createDefenseRecipe(
    { id: method, model: { kind: 'zoo', id }, data, trigger, seed },
    options,
  );
  return { ...recipe, watch: { ...recipe.watch, images: 500, testImages: 2000 } };
}

function rowOf(
  { attack, id, sha256 }: ZooEntry,
  { baseline, chosen, elapsedMs, points, recipe }: DefenseReport,
  options: DefenseRow['options'],
): DefenseRow {
  return {
    network: id,
    attack,
    method: recipe.method.id,
    options,
    seed: recipe.seed,
    sha256,
    before: { ...numbersOf(baseline), cleanAccuracy: baseline.cleanAccuracy },
    after: numbersOf(chosen),
    pruned: chosen.pruned,
    at: chosen.at,
    isWithin: chosen.isWithin,
    heldOut: { before: baseline.heldOutAccuracy, after: chosen.heldOutAccuracy },
    points: points.map(({ at, attackSuccessRate, cleanAccuracy, heldOutAccuracy, pruned }) => ({
      at,
      pruned,
      heldOut: heldOutAccuracy,
      cleanAccuracy,
      attackSuccessRate,
    })),
    elapsedMs,
  };
}

/** Means over the attacks, here and in the paper: what a script reads first. */
async function summaryOf(defenses: readonly DefenseRow[]): Promise<object> {
  const { means, rows } = await tableOf(defenses);
  return {
    attacks: rows.length,
    means: Object.fromEntries(means.map(({ method, ...mean }) => [method, mean])),
  };
}

async function tableOf(defenses: readonly DefenseRow[]): Promise<ComparedTable> {
  const attacks = await readRows<AttackRow>(tableFile('attacks'));
  return comparedTable(await readZoo(), { defenses, attacks, paper: await readPaper() });
}

type Wanted = Pick<DefenseRow, 'method' | 'options' | 'seed'> & { readonly entry: ZooEntry };

/** Everything the command line asks for; the methods' defaults in one seed where it asks for nothing. */
function wantedOf(args: Arguments, networks: readonly ZooEntry[]): readonly Wanted[] {
  const only = picked(
    args,
    'only',
    networks.map(({ id }) => id),
  );
  const methods = picked(args, 'methods', METHODS);
  const seeds = picked(args, 'seeds', SEEDS.map(String));
  const constants = picked(args, 'constants', CONSTANTS) ?? ['adaptive'];
  return SEEDS.filter((seed) => seeds?.includes(String(seed)) !== false).flatMap((seed) =>
    CONSTANTS.filter((options) => constants.includes(options)).flatMap((options) =>
      networks
        .filter(({ id }) => only?.includes(id) !== false)
        .flatMap((entry) =>
          METHODS.filter((method) => methods?.includes(method) !== false).map((method) => ({
            entry,
            method,
            options,
            seed,
          })),
        ),
    ),
  );
}

/** Runs what is not there: a row stays as long as its network's file is the same. */
async function build(args: Arguments): Promise<void> {
  const networks = networksOfTable2(await readZoo(), await readPaper());
  const ids = networks.map(({ id }) => id);
  const place = ({ method, network, options, seed }: DefenseRow): number =>
    ((ids.indexOf(network) * METHODS.length + (METHODS as readonly string[]).indexOf(method)) *
      CONSTANTS.length +
      CONSTANTS.indexOf(options)) *
      1000 +
    seed;
  for (const { entry, method, options, seed } of wantedOf(args, networks)) {
    const { id, sha256 } = entry;
    const rows = await readRows<DefenseRow>(FILE);
    const isThere = rows.some(
      (row) =>
        row.network === id &&
        row.method === method &&
        row.options === options &&
        row.seed === seed &&
        row.sha256 === sha256,
    );
    if (isThere) continue;
    process.stderr.write(`${id}, ${method}, seed ${String(seed)}\n`);
    const report = await runRecipe(recipeFor(entry, method, { options, seed }), args);
    await writeRow(FILE, rowOf(entry, report, options), place, summaryOf);
  }
}

function cellText({ generous, ours, paper }: ComparedCell): string {
  return [ours, generous, paper]
    .map((each) => `${percent(each?.cleanAccuracy)}${percent(each?.attackSuccessRate)}`)
    .join('  ');
}

async function lines(): Promise<readonly string[]> {
  const defenses = await readRows<DefenseRow>(FILE);
  const { means, rows } = await tableOf(defenses);
  const columns = COMPARED_METHODS.map((method) => method.padEnd(40)).join(' | ');
  return [
    `${' '.repeat(10)} | ${columns}`,
    `${' '.repeat(10)} | ${COMPARED_METHODS.map(() => '   CA   ASR  -10: CA   ASR  paper: CA ASR').join(' | ')}`,
    ...[...rows, { attack: 'mean', cells: means }].map(({ attack, cells }) =>
      [attack.padEnd(10), ...cells.map(cellText)].join(' | '),
    ),
    ...defenses
      .filter(({ isWithin, options }) => !isWithin && options === 'adaptive')
      .map(
        ({ at, heldOut, method, network, seed }) =>
          `${network}, ${method}, seed ${String(seed)}: never within the accuracy budget; stopped where it is highest, at ${String(at)} (held out ${percent(heldOut.before)} to ${percent(heldOut.after)})`,
      ),
    ...ownDefaults(defenses),
  ];
}

/** What the paper's constants give where they were run as well. */
function ownDefaults(rows: readonly DefenseRow[]): readonly string[] {
  return rows
    .filter(({ options }) => options === 'paper')
    .map(
      ({ after, method, network, seed }) =>
        `${network}, ${method} with the paper's constants, seed ${String(seed)}: CA ${percent(after.cleanAccuracy)} ASR ${percent(after.attackSuccessRate)}`,
    );
}

export const DEFENSES_TABLE: Table = { build, lines };
