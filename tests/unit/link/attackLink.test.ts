/** Attacks as links and files: what is written comes back; what was tampered with is mended aloud or refused. */
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { attackIn, restoreAttack, restoreAttackLink, writeAttackLink } from '../../../src/link/attackLink';
import { hashKind } from '../../../src/link/restoreLink';
import { type AttackRecipe, encodeBytes, FaultError } from '../../../workers/protocol';
import { ATTACK_IDS } from '../../../workers/protocol/attacks/registry';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { plausibleTraining } from '../attack/plausibleTraining';

const badnets = createAttackRecipe({ id: 'badnets' });

function linkOf(value: unknown, key = 'a1'): string {
  const text = encodeBytes(deflateSync(strToU8(JSON.stringify(value))));
  return `#${key}=${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

async function codeOf(hash: string): Promise<string> {
  const thrown: unknown = await restoreAttackLink(hash).then(
    () => null,
    (error: unknown) => error,
  );
  return thrown instanceof FaultError ? thrown.fault.code : `no fault but ${String(thrown)}`;
}

describe('a link', () => {
  it.each(ATTACK_IDS)('brings %s back as it was', async (id) => {
    const recipe: AttackRecipe = {
      ...createAttackRecipe({ id }, 'paper'),
      seed: 12,
      labels: { kind: 'source', source: 3 },
      trigger: { kind: 'patch', pattern: 'solid', size: 4, row: 1, column: 2, strength: 0.5, target: 0 },
    };
    const hash = await writeAttackLink(recipe);
    expect(hashKind(hash).kind).toBe('attack');
    expect(await restoreAttackLink(hash)).toEqual({ recipe, ownImages: null, notices: [] });
  });

  it('clamps, fills and drops, and lists each of them', async () => {
    const { rate: _rate, ...options } = badnets.attack.options as Record<string, unknown>;
    const attack = { ...badnets.attack, options };
    const sent = { ...badnets, attack, shoeSize: 44, train: { ...badnets.train, epochs: 5000 } };
    const { recipe, notices } = await restoreAttackLink(`${linkOf(sent)}&s=7`);
    expect(recipe).toEqual({ ...badnets, train: { ...badnets.train, epochs: 1000 } });
    expect(notices.map(({ kind, field }) => `${kind} ${field}`)).toEqual([
      'unknown s',
      'unknown shoeSize',
      'filled attack.options.rate',
      'clamped train.epochs',
    ]);
  });

  it.each([
    ['#a1=', 'link-damaged'],
    ['#a1=@@@', 'link-damaged'],
    [linkOf(badnets, 'a2'), 'link-newer'],
    [linkOf({ ...badnets, version: 2 }), 'link-newer'],
    [linkOf({ ...badnets, attack: { id: 'nosuch', options: {} } }), 'recipe-invalid'],
    [linkOf([]), 'recipe-invalid'],
  ])('%s is refused as %s', async (hash, code) => expect(await codeOf(hash)).toBe(code));

  it('leaves images of the sender’s own at home, and says which', () => {
    const set = { name: 'signs', sha256: 'a'.repeat(64), labels: null };
    const data = { kind: 'files', defense: set, test: null, normalisation: 'unit' };
    const { recipe, ownImages } = restoreAttack({ ...badnets, data });
    expect({ data: recipe.data, ownImages }).toEqual({ data: badnets.data, ownImages: 'signs' });
  });
});

describe('a file', () => {
  it('may be the recipe or the report of a training', () => {
    expect(attackIn(badnets)).toEqual(badnets);
    const { report } = plausibleTraining();
    expect(attackIn(report)).toEqual(report.recipe);
  });

  it.each(['', 'hello', [], { format: 'rnp-report' }, null])('%j is neither', (value) =>
    expect(attackIn(value)).toBeNull(),
  );
});
