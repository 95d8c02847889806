/** Links: what is written is read back; what was tampered with is mended aloud or refused with a clear fault. */
import fc from 'fast-check';
import { strToU8, deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeBytes, type Fault, FaultError, type Recipe } from '../../../workers/protocol';
import { packRecipe } from '../../../src/link/fullForm';
import type { LinkView } from '../../../src/link/linkTypes';
import { presetRecipe } from '../../../src/link/preset';
import { hashKind, restoreLink } from '../../../src/link/restoreLink';
import { writeLink } from '../../../src/link/writeLink';
import { arbitraryRecipe } from './arbitraryRecipe';
import { presetCalled, PRESETS } from './presetList';

const badnets = presetCalled('badnets-16');
const restore = (hash: string) => restoreLink(hash, PRESETS);
const plain = { view: {}, expected: null };

async function faultOf(hash: string): Promise<Fault> {
  const thrown: unknown = await restore(hash).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof FaultError)) throw new Error(`no fault but ${String(thrown)}`);
  return thrown.fault;
}

function packed(value: unknown): string {
  const text = encodeBytes(deflateSync(strToU8(JSON.stringify(value))));
  return `#r1=${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

describe('the short form', () => {
  it('is short and readable for a preset', async () => {
    const { hash, form } = await writeLink({ recipe: presetRecipe(badnets), preset: badnets, ...plain });
    expect({ hash, form }).toEqual({ hash: '#p=badnets-16&s=7', form: 'short' });
  });

  it('names what differs, and brings it back', async () => {
    const base = presetRecipe(badnets);
    const recipe: Recipe = {
      ...base,
      seed: 12,
      unlearn: { ...base.unlearn, learningRate: 0.02 },
      prune: { ...base.prune, zeroBeta: true, rule: 'count' },
      trigger: { kind: 'patch', pattern: 'solid', size: 3, row: 3, column: 29, strength: 1, target: 0 },
    };
    const { hash } = await writeLink({ recipe, preset: badnets, ...plain });
    expect(hash).toBe(
      '#p=badnets-16&s=12&u.learningRate=0.02&p.rule=count&p.zeroBeta=true&t.pattern=solid&t.row=3',
    );
    expect(await restore(hash)).toMatchObject({ recipe, presetId: 'badnets-16', notices: [] });
  });

  it('names a whole set of constants with one letter', async () => {
    const recipe = presetRecipe(badnets, 'paper');
    const { hash } = await writeLink({ recipe, preset: badnets, ...plain });
    expect(hash).toBe('#p=badnets-16&s=7&c=paper');
    expect((await restore(hash)).recipe).toEqual(recipe);
  });

  it('gives way to the full form for another network or an own picture', async () => {
    const recipe: Recipe = { ...presetRecipe(badnets), model: { kind: 'zoo', id: 'other' } };
    const { hash, form } = await writeLink({ recipe, preset: badnets, ...plain });
    expect(form).toBe('full');
    expect(await restore(hash)).toMatchObject({ recipe, presetId: null });
  });

  it('carries the view and the numbers', async () => {
    const view: LinkView = {
      place: 'inspect',
      layer: 'layer3.1',
      image: 12,
      selected: { site: 'layer4.1.bn2', channel: 37 },
      oracle: false,
      count: 38,
    };
    const expected = { cleanAccuracy: 0.918, attackSuccessRate: 0.012 };
    const { hash } = await writeLink({ recipe: presetRecipe(badnets), preset: badnets, view, expected });
    expect(hash).toContain('filter=layer4.1.bn2:37');
    expect(hash).toContain('x=0.918/0.012');
    expect(await restore(hash)).toMatchObject({ view, expected, notices: [] });
  });
});

describe('what a link gets wrong', () => {
  it('unknown keys are ignored and listed', async () => {
    const { recipe, notices } = await restore('#p=badnets-16&u.nonsense=1&colour=blue&t.wings=2&place=moon');
    expect(recipe).toEqual(presetRecipe(badnets));
    const fields = notices.map((notice) => `${notice.kind} ${notice.field}`);
    expect(fields.toSorted()).toEqual([
      'unknown colour',
      'unknown place',
      'unknown trigger.wings',
      'unknown unlearn.nonsense',
    ]);
  });

  it('numbers out of range are clamped and listed', async () => {
    const { recipe, notices } = await restore('#p=badnets-16&u.learningRate=5&d.images=-3&d.batchSize=20.4');
    expect(recipe.unlearn.learningRate).toBe(1);
    expect(recipe.defense).toMatchObject({ images: 10, batchSize: 20 });
    expect(notices).toContainEqual({
      kind: 'clamped',
      field: 'unlearn.learningRate',
      found: '5',
      used: '1',
    });
    expect(notices).toHaveLength(3);
  });

  it('senseless values fall back to the preset, aloud', async () => {
    const { recipe, notices } = await restore('#p=badnets-16&u.learningRate=fast&p.rule=luck&m=XX&s=');
    expect(recipe).toEqual(presetRecipe(badnets));
    expect(notices.map(({ kind }) => kind)).toEqual(['replaced', 'replaced', 'replaced', 'replaced']);
  });

  it('does the same inside the full form, and fills what is missing', async () => {
    const whole = presetRecipe(badnets);
    const { momentum, ...unlearn } = whole.unlearn;
    const { recipe, notices } = await restore(
      packed({ ...whole, extra: 1, unlearn: { ...unlearn, maxEpochs: 1e9 } }),
    );
    expect(recipe.unlearn).toEqual({ ...whole.unlearn, momentum, maxEpochs: 200 });
    expect(notices.map(({ kind, field }) => `${kind} ${field}`)).toEqual([
      'unknown extra',
      'filled unlearn.momentum',
      'clamped unlearn.maxEpochs',
    ]);
  });

  it('never guesses a network, images or a trigger', async () => {
    const { model: _model, ...headless } = presetRecipe(badnets);
    expect(await faultOf(packed(headless))).toMatchObject({
      code: 'recipe-invalid',
      params: { field: 'model' },
    });
    const strange = { ...presetRecipe(badnets), trigger: { kind: 'hologram' } };
    expect(await faultOf(packed(strange))).toMatchObject({ code: 'recipe-invalid' });
  });

  it('a newer link or recipe says so', async () => {
    expect(await faultOf('#r7=abc')).toMatchObject({ code: 'link-newer', params: { version: 7, known: 1 } });
    const unreadable = { ...presetRecipe(badnets), version: 2, model: { kind: 'cloud' } };
    expect(await faultOf(packed(unreadable))).toMatchObject({ code: 'link-newer', params: { version: 2 } });
  });

  it('of a newer link or recipe is taken what can be read, and the first notice says that it is newer', async () => {
    const known = presetRecipe(badnets);
    const newer = packed({ ...known, version: 2, recover: { ...known.recover, warmUp: 3 } });
    for (const [hash, version] of [
      [newer, '2'],
      [packed(known).replace('r1=', 'r4='), '4'],
    ] as const) {
      const { recipe, notices } = await restore(hash);
      expect(recipe).toEqual(known);
      expect(notices[0]).toMatchObject({ kind: 'newer', found: version, used: '1' });
    }
    expect((await restore(newer)).notices[1]).toEqual({ kind: 'unknown', field: 'recover.warmUp' });
  });

  it('an unknown preset lists the known ones', async () => {
    const fault = await faultOf('#p=badnets-99');
    expect(fault.code).toBe('preset-unknown');
    expect(fault.params['known']).toContain('badnets-16');
  });

  it.each([
    ['cut in the middle', async () => `#r1=${(await packRecipe(presetRecipe(badnets))).slice(0, 300)}`],
    ['a foreign character', async () => `#r1=${(await packRecipe(presetRecipe(badnets))).slice(0, 40)}*`],
    ['empty', async () => '#r1='],
    ['an escape cut off', async () => '#p=%E0%A4%A'],
    ['no recipe at all', async () => '#s=7&place=run'],
    ['packed text that is no JSON', async () => packed('x').slice(0, -2)],
    ['far too long', async () => `#p=${'x'.repeat(200_000)}`],
  ])('%s is damage', async (_, hash) => {
    expect((await faultOf(await hash())).code).toBe('link-damaged');
  });

  it('a small link cannot unpack into a huge one', async () => {
    const fault = await faultOf(packed({ bomb: 'a'.repeat(5_000_000) }));
    expect(fault.code).toBe('link-damaged');
    expect(fault.params['reason']).toMatch(/more than/);
  });

  it('cannot reach an object’s prototype', async () => {
    const { notices } = await restore('#p=badnets-16&u.__proto__=1&u.constructor=2');
    expect(notices.map(({ field }) => field).toSorted()).toEqual([
      'unlearn.__proto__',
      'unlearn.constructor',
    ]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('properties', () => {
  it('every valid recipe survives the full form', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRecipe, async (recipe) => {
        const { hash } = await writeLink({ recipe, preset: null, ...plain });
        const restored = await restore(hash);
        expect(restored.recipe).toEqual(recipe);
        expect(restored.notices).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('every recipe near a preset survives whichever form is chosen', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRecipe,
        fc.constantFrom(...PRESETS),
        fc.nat(),
        async (other, preset, pick) => {
          const base = presetRecipe(preset);
          const group = (['defense', 'unlearn', 'recover', 'prune', 'watch'] as const)[pick % 5] ?? 'watch';
          const recipe: Recipe = {
            ...base,
            seed: other.seed,
            strategy: other.strategy,
            [group]: other[group],
          };
          const { hash } = await writeLink({ recipe, preset, ...plain });
          expect((await restore(hash)).recipe).toEqual(recipe);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('no text makes the reader throw anything but a fault', async () => {
    const letters = fc.constantFrom(
      ...Array.from('#=&.%:/prs1ucdtmx0-_A9"{}'),
      'p=',
      'badnets-16',
      'r1=',
      'u.',
      '%00',
      '__proto__',
    );
    const hashes = fc.oneof(
      fc.string({ unit: letters, maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(hashes, async (hash) => {
        await restore(hash).catch((thrown: unknown) => expect(thrown).toBeInstanceOf(FaultError));
      }),
      { numRuns: 600 },
    );
  });

  it('no change of a good link makes the reader throw anything but a fault', async () => {
    const good = await writeLink({ recipe: presetRecipe(badnets), preset: null, ...plain });
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.string({ maxLength: 4 }), fc.nat(6), async (at, put, remove) => {
        const cut = at % good.hash.length;
        const hash = good.hash.slice(0, cut) + put + good.hash.slice(cut + remove);
        await restore(hash).catch((thrown: unknown) => expect(thrown).toBeInstanceOf(FaultError));
      }),
      { numRuns: 300 },
    );
  });

  it('no JSON inside a link makes the reader throw anything but a fault', async () => {
    const whole = presetRecipe(badnets);
    const keys = Object.keys(whole) as (keyof Recipe)[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), fc.jsonValue(), async (key, value) => {
        await restore(packed({ ...whole, [key]: value })).catch((thrown: unknown) =>
          expect(thrown).toBeInstanceOf(FaultError),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe('the hash', () => {
  it.each([
    ['', 'empty'],
    ['#run', 'place'],
    ['#inspect', 'place'],
    ['#elsewhere', 'empty'],
    ['#p=badnets-16', 'link'],
    ['#r1=', 'link'],
  ])('%s is %s', (hash, kind) => expect(hashKind(hash).kind).toBe(kind));
});
