/** A detection as the page hears of it: stages, what is counted and searched, the verdict's evidence; pictures asked about afterwards. */
import { beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '../../../workers/export/npz';
import type { DetectionRecipe, PickedFile, PickedSet } from '../../../workers/protocol';
import { createDetectionRecipe } from '../../../workers/protocol/detectionRecipe';
import { tensorCount } from '../graph/backends';
import {
  createLab,
  heard,
  type Lab,
  ownNetwork,
  smallNetworkFile,
  smallRecipe,
  stagesOf,
  startBackend,
} from './smallRun';

/** All detectors, each for a moment. */
function brief(recipe: DetectionRecipe): DetectionRecipe {
  return {
    ...recipe,
    detect: { ...recipe.detect, images: 48, counted: 20, repairs: false },
    unlearn: { ...recipe.unlearn, maxEpochs: 2, stopRule: 'never', marginSteps: 2 },
    search: { ...recipe.search, rounds: 2, roundSteps: 3, batchSize: 4 },
    strip: { ...recipe.strip, probes: 24, overlays: 8, falseRejection: 0.1 },
  };
}

async function recipeOf(lab: Lab): Promise<DetectionRecipe> {
  const { data, model, seed, trigger } = await smallRecipe(lab);
  return brief(createDetectionRecipe({ data, model, seed, trigger }));
}

/** Grey pictures as NumPy writes them. */
function pictures(name: string, count: number, classes: number): File {
  const side = 32;
  const images = Uint8Array.from({ length: count * side * side * 3 }, (_, at) => (at * 7) % 256);
  const labels = Int32Array.from({ length: count }, (_, at) => at % classes);
  const bytes = writeNpz(
    new Map([
      ['images', { shape: [count, side, side, 3], dtype: 'uint8' as const, data: images }],
      ['labels', { shape: [count], dtype: 'int32' as const, data: labels }],
    ]),
  );
  return new File([bytes], name);
}

/** A picture of one colour; its content tells that it is PPM, whatever its name. */
function plainPicture(path: string, level: number, side = 32): PickedFile {
  const head = new TextEncoder().encode(`P6 ${String(side)} ${String(side)} 255\n`);
  return { path, file: new File([head, new Uint8Array(side * side * 3).fill(level)], path) };
}

describe('a detection', { timeout: 120_000 }, () => {
  beforeAll(startBackend);

  it('counts along the ascent, searches and overlays in both networks, and judges', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab);
    const report = await lab.session.detect({ job: 'detection', recipe });
    expect(stagesOf(lab)).toEqual(['unlearn', 'search', 'overlay']);

    // One batch of 48 an epoch: the network as it came, and after each of two steps.
    const counted = heard(lab, 'predictions');
    expect(counted.map(({ step }) => step)).toEqual([0, 1, 2]);
    for (const { histogram } of counted) expect(histogram.reduce((sum, each) => sum + each, 0)).toBe(20);
    expect(report.label.trace.histograms).toEqual(counted.map(({ histogram }) => [...histogram]));
    expect(report.label.histogram.reduce((sum, each) => sum + each, 0)).toBe(48);
    expect(report.label.share).toBe(Math.max(...report.label.histogram) / 48);
    expect(report.label.margins?.values).toHaveLength(10);

    const searched = heard(lab, 'trigger-search');
    expect(searched.map(({ network, step }) => [network, step])).toEqual(
      ['backdoored', 'unlearned'].flatMap((network) => [1, 5, 6].map((step) => [network, step])),
    );
    for (const { masks, patterns } of searched)
      expect([masks.values.length, patterns.values.length]).toEqual([10 * 1024, 10 * 1024 * 3]);
    expect(report.searches.map(({ triggers }) => triggers.length)).toEqual([10, 10]);
    const { overlap } = report.searches[0]?.triggers[0] ?? {};
    expect(overlap?.iou).toBeGreaterThanOrEqual(0);

    const entropies = heard(lab, 'entropies');
    expect(entropies.map(({ network, triggered, values }) => [network, triggered, values.length])).toEqual(
      ['backdoored', 'unlearned'].flatMap((network) =>
        [false, true].flatMap((triggered) => [20, 24].map((count) => [network, triggered, count])),
      ),
    );
    for (const { clean, falseRejection, threshold, triggered } of report.strips) {
      expect([clean.length, triggered?.length]).toEqual([24, 24]);
      // Of 24 no more than two.
      expect(falseRejection).toBeGreaterThan(0);
      expect(falseRejection).toBeLessThanOrEqual(2 / 24);
      const below = clean.filter((entropy) => entropy <= (threshold ?? Number.NaN));
      expect(below.length / 24).toBe(falseRejection);
    }
    expect(report.verdict.findings.map(({ id }) => id)).toEqual(['lead', 'share', 'nc', 'nu-nc']);
    // Fresh weights say the same of everything: nothing can be told, whatever was found.
    expect(report.verdict.caveats).toEqual([
      'constant-predictions',
      'few-images',
      'baseline-low',
      'other-options',
    ]);
    expect(report.verdict.answer).toBe('unsure');
    // Whatever it says survives a file.
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);

    const asked = pictures('asked.npz', 3, 10);
    const question = { job: 'judging', run: 'detection', files: [{ path: asked.name, file: asked }] };
    const { count, images: judged, resized } = await lab.session.judge(question);
    expect([count, judged.length, resized]).toEqual([3, 3, null]);
    for (const { entropies: own, picture } of judged) {
      expect(own.map(({ network }) => network)).toEqual(['backdoored', 'unlearned']);
      expect(picture.rgb).toHaveLength(32 * 32 * 3);
    }
    // The networks are gone once something else has learned.
    await lab.session.run({ job: 'run', recipe: await smallRecipe(lab) });
    await expect(lab.session.judge(question)).rejects.toMatchObject({ fault: { code: 'run-missing' } });
    lab.session.dispose();
  });

  it('names judged pictures by their files, reads them as the questioned network does, and can be stopped', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab);
    const detect = { ...recipe.detect, searched: 'none' as const };
    await lab.session.detect({ job: 'detection', recipe: { ...recipe, detect } });
    const before = tensorCount();

    // Dropped in an order that is not that of their names; their colours are their numbers.
    const files = [10, 2, 1].map((level) => plainPicture(`${String(level)}.png`, level));
    const judged = await lab.session.judge({ job: 'judging', run: 'detection', files });
    expect(judged.images.map(({ name, picture }) => [name, picture.rgb[0]]).sort()).toEqual([
      ['1.png', 1],
      ['10.png', 10],
      ['2.png', 2],
    ]);

    // Other images are open by now, of another reading: the questioned network sees them as it saw its own.
    const set = { name: 'own', files: [plainPicture('0.png', 9)], reading: { label: 0 } };
    const pixels = { normalisation: 'half' } as const;
    const source = { kind: 'files', defense: set, test: null, poisoned: null, pixels } as const;
    await lab.session.loadData({ job: 'data', source });
    const again = await lab.session.judge({ job: 'judging', run: 'detection', files });
    expect(again).toEqual(judged);

    const small = await lab.session.judge({
      job: 'judging',
      run: 'detection',
      files: [plainPicture('small.png', 5, 16)],
    });
    expect(small.resized).toEqual({ from: [16, 16], to: [32, 32] });

    lab.onEvent = (event) => {
      if (event.kind === 'progress' && event.phase === 'overlay')
        lab.session.control({ job: 'judging', do: 'cancel' });
    };
    const many = Array.from({ length: 8 }, (_, at) => plainPicture(`${String(at)}.png`, at));
    const stopped = lab.session.judge({ job: 'judging', run: 'detection', files: many });
    await expect(stopped).rejects.toMatchObject({ fault: { code: 'cancelled' } });
    expect(tensorCount()).toBe(before);
    lab.session.dispose();
  });

  it('measures the same clean images whether or not the trigger is known, and tells no threshold where they are too few', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab);
    const short = {
      ...recipe,
      detect: { ...recipe.detect, searched: 'none' as const },
      strip: { ...recipe.strip, falseRejection: 0.02 },
    };
    const known = await lab.session.detect({ job: 'detection', recipe: short });
    const unknown = await lab.session.detect({ job: 'detection', recipe: { ...short, trigger: null } });
    expect(unknown.strips.map(({ clean }) => clean)).toEqual(known.strips.map(({ clean }) => clean));
    // Two in a hundred of 24 are none.
    expect(unknown.strips.map(({ threshold }) => threshold)).toEqual([null, null]);
    const files = [plainPicture('one.png', 3)];
    const { images } = await lab.session.judge({ job: 'judging', run: 'detection', files });
    expect(images[0]?.entropies.map(({ isSuspicious }) => isSuspicious)).toEqual([null, null]);
    lab.session.dispose();
  });

  it('runs all of RNP where it is to cut, and leaves nothing once it is dropped', async () => {
    const lab = await createLab();
    const before = tensorCount();
    const recipe = await recipeOf(lab);
    const { repair } = await lab.session.detect({
      job: 'detection',
      recipe: { ...recipe, detect: { ...recipe.detect, repairs: true, searched: 'none', strips: false } },
    });
    expect(stagesOf(lab)).toEqual(['unlearn', 'recover', 'prune']);
    expect(repair?.cleanAccuracy.before).not.toBeNull();
    expect(repair?.attackSuccessRate.after).not.toBeNull();
    lab.session.dispose();
    // The test of memory is that of the session: opening the next network frees the last one.
    await lab.session.loadModel({ job: 'other', source: ownNetwork(smallNetworkFile(2)) });
    expect(tensorCount()).toBe(before);
  });

  it.each(['unlearn', 'search', 'overlay'] as const)(
    'can be cancelled in %s, and leaves nothing',
    async (phase) => {
      const lab = await createLab();
      const recipe = await recipeOf(lab);
      const before = tensorCount();
      lab.onEvent = (event) => {
        if (event.kind === 'progress' && event.phase === phase && event.done === 2)
          lab.session.control({ job: 'detection', do: 'cancel' });
      };
      const run = lab.session.detect({ job: 'detection', recipe });
      await expect(run).rejects.toMatchObject({ fault: { code: 'cancelled' } });
      expect(tensorCount()).toBe(before);
      lab.session.dispose();
    },
  );

  it('of two classes and few images without a test set says what it cannot know', async () => {
    const lab = await createLab();
    const source = ownNetwork(smallNetworkFile(1, 2));
    const model = await lab.session.loadModel({ job: 'model', source });
    const file = pictures('own.npz', 12, 2);
    const defense: PickedSet = { name: file.name, files: [{ path: file.name, file }], reading: {} };
    const pixels = { normalisation: 'half' } as const;
    const given = { kind: 'files', defense, test: null, poisoned: null, pixels } as const;
    const data = await lab.session.loadData({ job: 'data', source: given });
    const recipe = brief(
      createDetectionRecipe({
        model: { kind: 'file', name: model.name, sha256: model.sha256 },
        data: {
          kind: 'files',
          defense: { name: data.defense.name, sha256: data.defense.sha256 },
          test: null,
          ...pixels,
        },
        trigger: null,
        seed: 1,
      }),
    );
    const detect = { ...recipe.detect, images: 12, counted: 12 };
    const report = await lab.session.detect({ job: 'detection', recipe: { ...recipe, detect } });
    expect(report.verdict.caveats).toEqual(
      expect.arrayContaining(['two-classes', 'no-test-images', 'few-images']),
    );
    // No index among two.
    for (const { triggers } of report.searches)
      expect(triggers.map(({ index, isFlagged }) => [index, isFlagged])).toEqual([
        [null, false],
        [null, false],
      ]);
    expect(report.verdict.findings.map(({ id }) => id)).toEqual(['lead', 'share']);
    expect(report.verdict.answer).toBe('unsure');
    expect(report.strips).toEqual([]);
    lab.session.dispose();
  });
});
