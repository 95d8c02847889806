/** What an attacker learns from RNP: the filters of the run that a defender would make of the same network. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../../cli/nodePlatform';
import { nodeReader } from '../../../cli/nodeReader';
import { NORMALISATIONS } from '../../../workers/data/normalise';
import { drawShapes } from '../../../workers/data/shapes/shapes';
import { createEvaluationSets, evaluate } from '../../../workers/engine/evaluate';
import { findFilters, type Suspect } from '../../../workers/engine/findFilters';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { BADNETS_TRIGGER, type DeviceReport } from '../../../workers/protocol';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { CutNetwork } from '../../../workers/pruning/cut';
import { tensorCount } from '../graph/backends';
import { startWasm } from '../kernels/nodeWasm';

const DEVICE: DeviceReport = {
  backend: 'wasm',
  name: 'WebAssembly SIMD',
  threads: 1,
  reason: 'headless',
  software: false,
  available: ['wasm'],
  selfTestError: null,
};

beforeAll(async () => {
  await startWasm();
});

/** A network of the zoo with BadNets, among the images that a defender draws from. */
async function suspect(): Promise<Suspect> {
  const bytes = await readFile(new URL('../../../public/zoo/badnets-8.safetensors', import.meta.url));
  const files = [{ path: 'badnets-8.safetensors', file: new Blob([bytes]) }];
  const { graph, host } = await nodeReader.readNetwork({ files, hint: null }, () => undefined);
  return {
    graph,
    parameters: uploadTensors(host),
    recipe: createAttackRecipe({ id: 'adversarial-training' }),
    images: drawShapes({ seed: 1, count: 2000, split: 'defense' }),
    facts: { device: DEVICE, versions: {} },
  };
}

describe('the filters that RNP finds for an attacker', () => {
  it(
    'carry the backdoor, and are as many as the table of the default says',
    { timeout: 300_000 },
    async () => {
      const given = await suspect();
      const before = tensorCount();
      const shares: number[] = [];
      const run = findFilters(given);
      let next = await run.next();
      for (; next.done !== true; next = await run.next()) shares.push(next.value);
      expect(tensorCount()).toBe(before);
      expect(shares).toEqual([...shares].sort((left, right) => left - right));
      expect(shares[0]).toBeGreaterThanOrEqual(0);
      expect(shares.at(-1)).toBeLessThanOrEqual(1);

      const table = await readFile(new URL('../../../public/tables/adaptive.json', import.meta.url), 'utf8');
      const { rows } = JSON.parse(table) as { rows: { network: string; seed: number; pruned: number }[] };
      const row = rows.find(({ network, seed }) => network === 'badnets-8' && seed === 1);
      expect(next.value).toHaveLength(row?.pruned ?? 0);

      const { graph } = given;
      const parameters = given.parameters;
      const network = await CutNetwork.create(graph, parameters, false);
      const clean = drawShapes({ seed: 1, count: 300, split: 'test' });
      const sets = await createEvaluationSets({ clean, poisoned: null, generate: null }, BADNETS_TRIGGER);
      const rate = async (): Promise<number | null> => {
        const classifier = { graph, parameters: network.parameters, normalisation: NORMALISATIONS.shapes };
        return (await evaluate(classifier, sets)).attackSuccessRate;
      };
      expect(await rate()).toBe(1);
      network.cut(next.value);
      expect(await rate()).toBeLessThan(0.05);
      network.dispose();
      disposeTensors(parameters);
    },
  );

  it('are looked for no longer when the attacker stops, and nothing stays behind', async () => {
    const given = await suspect();
    const before = tensorCount();
    const run = findFilters(given);
    for (let count = 0; count < 6; count++) await run.next();
    await run.return([]);
    expect(tensorCount()).toBe(before);
    disposeTensors(given.parameters);
  });
});
