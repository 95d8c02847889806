/** `npm run zoo -- list`, `... train` (what is missing) and `... train <name>`: the networks that ship with the page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { faultText } from '../src/text/faults';
import type { TrainedNetwork, ZooEntry } from '../workers/protocol';
import { FaultError, toFault } from '../workers/protocol';
import { trainNetwork } from './trainNetwork';
import { readZoo, ZOO_FOLDER, ZOO_MANIFEST } from './zooManifest';
import { ZOO_RECIPES, type ZooRecipe } from './zooRecipes';

async function list(): Promise<void> {
  const networks = await readZoo();
  let bytes = 0;
  for (const { id, recipe } of ZOO_RECIPES) {
    const entry = networks.find((each) => each.id === id);
    bytes += entry?.bytes ?? 0;
    const facts =
      entry === undefined
        ? 'not trained'
        : `CA ${entry.cleanAccuracy.toFixed(4)}  ASR ${entry.attackSuccessRate?.toFixed(4) ?? '-'}  ${entry.sha256.slice(0, 12)}`;
    const { architecture, width } = recipe.network;
    console.log(`${id.padEnd(20)} ${architecture.padEnd(14)} ${String(width).padEnd(3)} ${facts}`);
  }
  console.log(`${(bytes / 1e6).toFixed(1)} MB`);
}

function entryOf({ id, title, recipe }: ZooRecipe, { report: trained }: TrainedNetwork): ZooEntry {
  if (trained.result === null) throw new FaultError('test-set-missing', { reason: 'no-test-set' });
  const { cleanAccuracy, attackSuccessRate, crossTriggerAccuracy } = trained.result;
  return {
    id,
    file: `${id}.safetensors`,
    bytes: trained.file.bytes,
    sha256: trained.file.sha256,
    title,
    architecture: trained.network.architecture,
    width: recipe.network.width,
    attack: recipe.attack.id,
    trigger: trained.trigger,
    cleanAccuracy,
    attackSuccessRate,
    crossTriggerAccuracy,
    training: recipe,
  };
}

/** Writes one entry into the manifest as it stands now: two commands may train different networks at once. */
async function writeEntry(entry: ZooEntry): Promise<void> {
  const others = (await readZoo()).filter((each) => each.id !== entry.id);
  const order = ZOO_RECIPES.map((each) => each.id);
  const networks = [...others, entry].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  await writeFile(ZOO_MANIFEST, `${JSON.stringify({ networks }, null, 2)}\n`);
}

async function train(zooRecipe: ZooRecipe): Promise<void> {
  const { id } = zooRecipe;
  const trained = await trainNetwork(zooRecipe);
  const entry = entryOf(zooRecipe, trained);
  await mkdir(ZOO_FOLDER, { recursive: true });
  await writeFile(new URL(entry.file, ZOO_FOLDER), trained.file.bytes);
  await writeEntry(entry);
  const cross = entry.crossTriggerAccuracy === null ? '' : ` cross ${entry.crossTriggerAccuracy.toFixed(4)}`;
  console.log(
    `${id}: CA ${entry.cleanAccuracy.toFixed(4)} ASR ${entry.attackSuccessRate?.toFixed(4) ?? '-'}${cross}`,
  );
}

/** The networks that are named; without names, those that are missing or whose recipe has changed. */
async function wanted(names: readonly string[]): Promise<readonly ZooRecipe[]> {
  if (names.length === 0) {
    const networks = await readZoo();
    const isThere = ({ id, recipe }: ZooRecipe): boolean =>
      networks.some((each) => each.id === id && JSON.stringify(each.training) === JSON.stringify(recipe));
    return ZOO_RECIPES.filter((each) => !isThere(each));
  }
  return names.map((name) => {
    const found = ZOO_RECIPES.find((each) => each.id === name);
    if (found !== undefined) return found;
    const known = ZOO_RECIPES.map((each) => each.id).join(', ');
    throw new FaultError('argument-invalid', { argument: name, reason: `known are ${known}` });
  });
}

async function main(): Promise<void> {
  const [command = 'list', ...names] = process.argv.slice(2);
  if (command === 'list') return list();
  if (command !== 'train')
    throw new FaultError('argument-invalid', { argument: command, reason: 'known are list and train' });
  for (const each of await wanted(names)) await train(each);
}

try {
  await main();
} catch (thrown) {
  // Caught here, since Node would print the whole of tfjs's minified source line with it.
  const fault = toFault(thrown);
  const { title, cause, remedy } = faultText(fault);
  console.error(`${title}: ${cause} ${remedy}${fault.code === 'bug' ? `\n${fault.detail ?? ''}` : ''}`);
  process.exitCode = 1;
}
