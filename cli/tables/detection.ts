/**
 * The table of detection: label, triggers and images on every network of the zoo, on some with other labels planted and on honest ones of
 * other seeds and layouts, beside the paper's table 16. What the honest ones gave is also written where verdicts are judged by it (`workers/protocol/honest.json`).
 */
import { writeFile } from 'node:fs/promises';
import { DETECTION_HEADING, detectionLine } from '../../src/text/detectionTable';
import { numbersOf } from '../../workers/protocol/verdict';
import {
  type DetectionReport,
  type DetectionRow,
  type DetectionRecipe,
  FaultError,
  type ZooEntry,
} from '../../workers/protocol';
import { PICTURE_SIZE } from '../../workers/data/shapes/picture';
import { plannedTrigger } from '../../workers/protocol/attackRecipe';
import { createDetectionRecipe } from '../../workers/protocol/detectionRecipe';
import { detectionRates, type Rate } from '../../workers/protocol/detectionTable';
import { type Arguments, readArguments } from '../arguments';
import { judgedNetwork } from '../judgedNetworks';
import { runRecipe, RUN_OPTIONS } from '../runCommand';
import { readZoo } from '../zooManifest';
import { JUDGED_RECIPES, type ZooRecipe } from '../zooRecipes';
import { percent, picked, readPaper, readRows, SEEDS, type Table, tableFile, writeRow } from './table';

const FILE = tableFile('detection');
const HONEST = new URL('../../workers/protocol/honest.json', import.meta.url);

/** Images in question for each network: few, since every row has two networks to lay them over. */
const PROBES = 100;

/** Of the built-in pictures. */
const SHAPE = { height: PICTURE_SIZE, width: PICTURE_SIZE, channels: 3 };

/** A network of the table. */
interface Judged {
  readonly id: string;
  readonly facts: Pick<DetectionRow, 'attack' | 'architecture' | 'width' | 'target'>;
  /** Changes where the network does. */
  readonly version: string;
  readonly recipe: DetectionRecipe;
  /** Where its file is; null of the zoo's. */
  readonly path: (() => Promise<string>) | null;
}

function recipeFor(particular: Pick<DetectionRecipe, 'model' | 'data' | 'trigger'>): DetectionRecipe {
  const recipe = createDetectionRecipe(particular);
  return {
    ...recipe,
    detect: { ...recipe.detect, repairs: false },
    strip: { ...recipe.strip, probes: PROBES },
  };
}

function ofZoo({ architecture, attack, id, sha256, training, trigger, width }: ZooEntry): Judged {
  if (training.data.kind !== 'shapes') throw new FaultError('data-missing', { name: id });
  const data = { kind: 'shapes', seed: training.data.seed } as const;
  const isOne = trigger !== null && trigger.labels?.kind !== 'all-to-all';
  return {
    id,
    facts: { attack, architecture, width, target: isOne ? trigger.target : null },
    version: sha256,
    recipe: recipeFor({ model: { kind: 'zoo', id }, data, trigger }),
    path: null,
  };
}

function besideZoo(training: ZooRecipe): Judged {
  const { id, recipe } = training;
  const { architecture, width } = recipe.network;
  const attack = recipe.attack.id;
  if (recipe.data.kind !== 'shapes') throw new FaultError('data-missing', { name: id });
  const data = { kind: 'shapes', seed: recipe.data.seed } as const;
  return {
    id,
    facts: { attack, architecture, width, target: attack === 'none' ? null : recipe.target },
    version: JSON.stringify(recipe),
    // The file takes the place of whatever is named.
    recipe: recipeFor({ model: { kind: 'zoo', id }, data, trigger: plannedTrigger(recipe, SHAPE) }),
    path: () => judgedNetwork(training),
  };
}

async function judgedNetworks(): Promise<readonly Judged[]> {
  return [...(await readZoo()).map(ofZoo), ...JUDGED_RECIPES.map(besideZoo)];
}

/** Four decimals are more than the numbers mean. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function rowOf({ facts, id, version }: Judged, report: DetectionReport): DetectionRow {
  const { elapsedMs, label, recipe, searches, strips } = report;
  const { entropy, histogram, margins, predicted, share, trace } = label;
  return {
    network: id,
    ...facts,
    seed: recipe.seed,
    version,
    label: {
      histogram,
      predicted,
      share: rounded(share),
      entropy: rounded(entropy),
      margins:
        margins === null
          ? null
          : { ...margins, values: margins.values.map(rounded), lead: rounded(margins.lead) },
      shares: trace.histograms.map((counts) => rounded(Math.max(...counts) / trace.images)),
      accuracies: trace.accuracies.map(rounded),
    },
    searches: searches.map(({ elapsedMs: ms, label: found, network, steps, triggers }) => ({
      network,
      label: found,
      steps,
      elapsedMs: ms,
      triggers: triggers.map(({ index, l1, overlap, success, ...rest }) => ({
        ...rest,
        l1: rounded(l1),
        l2: rounded(rest.l2),
        success: rounded(success),
        index: index === null ? null : rounded(index),
        overlap:
          overlap === null ? null : { iou: rounded(overlap.iou), correlation: rounded(overlap.correlation) },
      })),
    })),
    strips: strips.map(({ auc, difference, falseRejection, found, network }) => ({
      network,
      auc: auc === null ? null : rounded(auc),
      difference: difference === null ? null : rounded(difference),
      falseRejection,
      found,
    })),
    elapsedMs,
  };
}

/** What honest networks gave, one line each, over all seeds. */
async function writeHonest(rows: readonly DetectionRow[]): Promise<void> {
  const honest = rows
    .filter(({ attack }) => attack === 'none')
    .map((row) => ({ network: row.network, seed: row.seed, ...numbersOf(row) }));
  const lines = honest.map((each) => `  ${JSON.stringify(each)}`);
  await writeFile(HONEST, `[\n${lines.join(',\n')}\n]\n`);
}

async function detect({ path, recipe }: Judged, seed: number): Promise<DetectionReport> {
  const own = path === null ? [] : ['--model', await path()];
  return runRecipe({ ...recipe, seed }, readArguments(own, [...RUN_OPTIONS], []));
}

/** Runs what is not there: a row stays as long as its network is the same. */
async function build(args: Arguments): Promise<void> {
  const networks = await judgedNetworks();
  const ids = networks.map(({ id }) => id);
  const only = picked(args, 'only', ids);
  const seeds = picked(args, 'seeds', SEEDS.map(String)) ?? ['1'];
  const place = ({ network, seed }: DetectionRow): number => ids.indexOf(network) * 1000 + seed;
  for (const seed of SEEDS.filter((each) => seeds.includes(String(each)))) {
    for (const judged of networks) {
      const { id, version } = judged;
      if (only?.includes(id) === false) continue;
      const rows = await readRows<DetectionRow>(FILE);
      const isThere = rows.some((row) => row.network === id && row.seed === seed && row.version === version);
      if (isThere) continue;
      process.stderr.write(`${id}, seed ${String(seed)}\n`);
      const row = rowOf(judged, await detect(judged, seed));
      await writeRow(FILE, row, place, (all) => ({ rates: detectionRates(all) }));
      await writeHonest(await readRows<DetectionRow>(FILE));
    }
  }
}

async function lines(): Promise<readonly string[]> {
  const rows = await readRows<DetectionRow>(FILE);
  const { detection } = await readPaper();
  const share = ({ hits, trials }: Rate): string => `${String(hits)}/${String(trials)}`.padStart(6);
  const rates = detectionRates(rows, detection).map(
    ({ attack, paper, rates: own }) =>
      `${attack.padEnd(22)} NC ${share(own.nc)}${percent(paper?.nc)}  NU+NC ${share(own.nuNc)}${percent(paper?.nuNc)}  NU ${share(own.nu)}${percent(paper?.nu)}  margin ${share(own.margin)}`,
  );
  return [
    DETECTION_HEADING,
    ...rows.map(detectionLine),
    "hits of trials, and the paper's table 16 in percent:",
    ...rates,
  ];
}

export const DETECTION_TABLE: Table = { build, lines };
