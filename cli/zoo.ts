/** `npm run zoo -- list` and `npm run zoo -- train <name>...`: the networks that ship with the page. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { trainClassifier } from '../workers/attacks/train';
import { ZOO_RECIPES, type ZooRecipe } from '../workers/attacks/zooRecipes';
import { NORMALISATIONS } from '../workers/data/normalise';
import { poisonSet } from '../workers/data/poison';
import { drawShapes } from '../workers/data/shapes/shapes';
import { initialiseWasmBackend } from '../workers/device/kernels/wasm/heap';
import { registerWasmKernels } from '../workers/device/kernels/wasm/register';
import { chooseThreads } from '../workers/device/kernels/wasm/team';
import { createEvaluationSets, evaluate } from '../workers/engine/evaluate';
import { writeSafetensors } from '../workers/export/safetensors';
import {
  disposeTensors,
  downloadTensors,
  type OwnedTensors,
  uploadTensors,
} from '../workers/graph/parameters';
import type { Graph } from '../workers/graph/graph';
import { initialParameters } from '../workers/nets/initialise';
import { toStateDict } from '../workers/nets/layout';
import { buildResnet18 } from '../workers/nets/resnetCifar';
import type { ZooEntry } from '../workers/protocol';
import { NODE_WASM_ASSETS } from './nodePlatform';

const FOLDER = new URL('../public/zoo/', import.meta.url);
const MANIFEST = new URL('manifest.json', FOLDER);
const TEST_IMAGES = 2000;

interface Manifest {
  readonly networks: readonly ZooEntry[];
}

async function readManifest(): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(MANIFEST, 'utf8')) as Manifest;
  } catch {
    return { networks: [] };
  }
}

async function list(): Promise<void> {
  const { networks } = await readManifest();
  for (const recipe of ZOO_RECIPES) {
    const entry = networks.find((each) => each.id === recipe.id);
    const facts =
      entry === undefined
        ? 'not trained'
        : `CA ${entry.cleanAccuracy.toFixed(4)}  ASR ${entry.attackSuccessRate?.toFixed(4) ?? '-'}  ${entry.sha256.slice(0, 12)}`;
    console.log(`${recipe.id.padEnd(12)} ResNet-18 width ${String(recipe.width).padEnd(3)} ${facts}`);
  }
}

async function fit(recipe: ZooRecipe, graph: Graph, parameters: OwnedTensors): Promise<void> {
  const clean = drawShapes({ seed: recipe.dataSeed, count: recipe.images, split: 'train' });
  const { trigger, poisonRate: rate, poisonMode: mode } = recipe;
  const set =
    trigger === null ? clean : poisonSet(clean, { trigger, rate, mode, seed: recipe.train.seed }).set;
  const started = Date.now();
  const network = { graph, parameters, normalisation: NORMALISATIONS.shapes };
  for await (const { step, totalSteps, loss, accuracy } of trainClassifier(network, set, recipe.train)) {
    if (step % 10 !== 0) continue;
    const leftS = ((Date.now() - started) / 1000 / step) * (totalSteps - step);
    process.stderr.write(
      `${recipe.id} ${String(step)}/${String(totalSteps)} loss ${loss.toFixed(3)} accuracy ${accuracy.toFixed(3)} ${leftS.toFixed(0)} s left\n`,
    );
  }
}

async function train(recipe: ZooRecipe): Promise<ZooEntry> {
  const graph = buildResnet18(recipe.width);
  const parameters = uploadTensors(initialParameters(graph, recipe.train.seed));
  await fit(recipe, graph, parameters);
  const test = drawShapes({ seed: recipe.dataSeed, count: TEST_IMAGES, split: 'test' });
  const classifier = { graph, parameters, normalisation: NORMALISATIONS.shapes };
  const { cleanAccuracy, attackSuccessRate } = await evaluate(
    classifier,
    await createEvaluationSets({ clean: test, poisoned: null, generate: null }, recipe.trigger),
  );
  const state = toStateDict(graph, await downloadTensors(parameters));
  const stored = new Map([...state].map(([name, each]) => [name, { ...each, dtype: 'float32' as const }]));
  const bytes = writeSafetensors(stored, { recipe: recipe.id, normalisation: 'shapes' });
  disposeTensors(parameters);
  await mkdir(FOLDER, { recursive: true });
  const file = `${recipe.id}.safetensors`;
  await writeFile(new URL(file, FOLDER), bytes);
  return {
    id: recipe.id,
    file,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    title: recipe.title,
    architecture: graph.architecture,
    width: recipe.width,
    attack: recipe.attack,
    cleanAccuracy,
    attackSuccessRate,
    training: { ...recipe },
  };
}

async function main(): Promise<void> {
  const [command = 'list', ...names] = process.argv.slice(2);
  if (command === 'list') return list();
  const recipes = names.map((name) => ZOO_RECIPES.find((each) => each.id === name));
  if (command !== 'train' || recipes.length === 0 || recipes.includes(undefined)) {
    throw new RangeError(
      `usage: zoo list | zoo train <${ZOO_RECIPES.map((each) => each.id).join(' | ')}>...`,
    );
  }
  registerWasmKernels(
    await initialiseWasmBackend({ ...NODE_WASM_ASSETS, threads: chooseThreads(availableParallelism()) }),
  );
  for (const recipe of recipes) {
    if (recipe === undefined) continue;
    const entry = await train(recipe);
    const { networks } = await readManifest();
    const others = networks.filter((each) => each.id !== entry.id);
    const order = ZOO_RECIPES.map((each) => each.id);
    const sorted = [...others, entry].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    await writeFile(MANIFEST, `${JSON.stringify({ networks: sorted }, null, 2)}\n`);
    console.log(`${entry.id}: CA ${entry.cleanAccuracy.toFixed(4)} ASR ${String(entry.attackSuccessRate)}`);
  }
}

try {
  await main();
} catch (thrown) {
  // Caught here, since Node would print the whole of tfjs's minified source line with it.
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 1;
}
