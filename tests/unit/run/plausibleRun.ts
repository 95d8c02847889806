/**
 * A run that never happened but could have: ResNet-18 layout of base width 16 with a BadNets trigger, made by
 * arithmetic. It is the script that the components of Run and Inspect are shown and tested with.
 */
import {
  BADNETS_TRIGGER,
  createRecipe,
  type CutFilter,
  type DataSummary,
  type DeviceReport,
  type EngineEvent,
  type EvalRow,
  type MaskSite,
  type ModelSummary,
  type Report,
} from '../../../workers/protocol';

const SHA = 'ab'.repeat(32);
export const UNLEARN_STEPS = 28;
export const RECOVER_STEPS = 80;
const BINS = 20;
export const TARGET = 0;

/** A number in 0..1 that depends on its two arguments alone. */
export function noise(a: number, b: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7) * 43758.5453;
  return x - Math.floor(x);
}
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
export const clamp = (x: number): number => Math.min(1, Math.max(0, x));

function siteList(): MaskSite[] {
  const sites: MaskSite[] = [{ id: 'bn1', channels: 16, stage: 0, lastInBlock: false }];
  for (let stage = 1; stage <= 4; stage++) {
    const channels = 16 * 2 ** (stage - 1);
    for (let block = 0; block < 2; block++) {
      sites.push({ id: `layer${stage}.${block}.bn1`, channels, stage, lastInBlock: false });
      sites.push({ id: `layer${stage}.${block}.bn2`, channels, stage, lastInBlock: true });
      if (stage > 1 && block === 0)
        sites.push({ id: `layer${stage}.${block}.shortcut.1`, channels, stage, lastInBlock: false });
    }
  }
  return sites;
}
export const SITES: readonly MaskSite[] = siteList();
export const FILTERS = SITES.reduce((sum, site) => sum + site.channels, 0);

/** A mask on its way: most climb back to 1, one in twenty of the late layers sinks. */
function maskAt(site: number, channel: number, step: number): number {
  const late = site >= SITES.length - 5;
  const sinks = noise(site + 1, channel + 1) < (late ? 0.1 : 0.012);
  const goal = sinks ? 0.45 * noise(channel, site) : 0.8 + 0.25 * noise(channel, site + 7);
  return clamp(1 + (goal - 1) * (1 - Math.exp(-step / 25)));
}

function siteMasks(site: number, step: number): number[] {
  return Array.from({ length: SITES[site]?.channels ?? 0 }, (_, channel) => maskAt(site, channel, step));
}

/** The masks event of a recovery step. */
export function masksEvent(step: number): Extract<EngineEvent, { kind: 'masks' }> {
  const edges = Float32Array.from({ length: BINS + 1 }, (_, i) => i / BINS);
  const all = SITES.map((_, site) => siteMasks(site, step));
  const sites = SITES.map(({ id }, i) => {
    const counts = new Uint32Array(BINS);
    for (const value of all[i] ?? []) {
      const bin = Math.min(BINS - 1, Math.floor(value * BINS));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { site: id, counts };
  });
  return { kind: 'masks', step, edges, sites, values: Float32Array.from(all.flat()) };
}

/** How much of the secret is left after `cut` filters. */
export const ATTACK_LEFT = {
  /** The attack falls between the tenth and the thirtieth filter. */
  removed: (cut: number): number => 0.004 + 0.996 * logistic((18 - cut) / 2.5),
  /** It does not fall. */
  stays: (cut: number): number => clamp(1 - cut / 900),
  /** There was none. */
  clean: (): number => 0.006,
} as const;
export type Story = keyof typeof ATTACK_LEFT;

const cleanAfter = (cut: number): number =>
  0.993 - 0.008 * (cut / 40) - 0.4 * logistic((cut - 150) / 25) * (cut > 60 ? 1 : 0);

/** The evaluation of cutting the first `count` filters. */
export function rowAt(count: number, story: Story, threshold: number | null): EvalRow {
  const clean = cleanAfter(count);
  return {
    threshold,
    pruned: count,
    defenseAccuracy: clamp(clean + 0.004),
    cleanAccuracy: clean,
    attackSuccessRate: ATTACK_LEFT[story](count),
    targetClassAccuracy: clamp(0.985 - count / 420),
  };
}

export const ORDER: readonly CutFilter[] = SITES.flatMap((site, i) =>
  siteMasks(i, RECOVER_STEPS).map((mask, channel) => ({ site: site.id, channel, mask })),
).sort((a, b) => a.mask - b.mask);

export const MODEL: ModelSummary = {
  name: 'badnets-16',
  sha256: SHA,
  format: 'safetensors',
  architecture: 'ResNet-18, base width 16',
  classes: 10,
  inputHeight: 32,
  inputWidth: 32,
  inputChannels: 3,
  parameters: 701_466,
  maskSites: SITES,
  channels: FILTERS,
  matched: ['conv1.weight'],
  missing: [],
  unused: [],
  layers: ['layer1', 'layer2', 'layer3', 'layer4'],
  notes: [],
  attack: null,
  planted: null,
};

const imageSet = (name: string, count: number) => ({
  name,
  sha256: SHA,
  count,
  height: 32,
  width: 32,
  channels: 3,
  classCounts: Array.from({ length: 10 }, () => count / 10),
  format: 'shapes',
  resized: null,
  notes: [],
});

export const DATA: DataSummary = {
  kind: 'shapes',
  classes: ['disc', 'triangle', 'square', 'hexagon', 'star', 'ring', 'cross', 'arrow', 'crescent', 'heart'],
  defense: imageSet('shapes, seed 7', 500),
  test: imageSet('shapes, seed 7', 2000),
  poisoned: null,
  pixels: { normalisation: 'shapes' },
};

export const DEVICE: DeviceReport = {
  backend: 'wasm',
  name: 'WebAssembly SIMD',
  threads: 2,
  reason: 'no-webgpu',
  software: false,
  available: ['wasm', 'cpu'],
  selfTestError: 2e-6,
};

export const RECIPE = createRecipe({
  model: { kind: 'zoo', id: 'badnets-16' },
  data: { kind: 'shapes', seed: 7 },
  trigger: BADNETS_TRIGGER,
});

export const CHOSEN_COUNT = 38;
export const HISTOGRAM = [342, 12, 9, 25, 31, 18, 22, 14, 17, 10];

/** The report at the end of the run. */
export function plausibleReport(story: Story = 'removed'): Report {
  const thresholds = Array.from({ length: 19 }, (_, i) => i * 0.05);
  const rows = thresholds.map((threshold) =>
    rowAt(ORDER.filter((each) => each.mask <= threshold).length, story, threshold),
  );
  return {
    format: 'rnp-report',
    version: 1,
    recipe: RECIPE,
    device: DEVICE,
    versions: { rnp: '0.1.0' },
    startedAt: '2025-01-01T00:00:00.000Z',
    model: MODEL,
    data: DATA,
    baseline: {
      cleanAccuracy: 0.993,
      attackSuccessRate: ATTACK_LEFT[story](0),
      targetClassAccuracy: 0.985,
      defenseAccuracy: 0.998,
    },
    unlearn: {
      steps: UNLEARN_STEPS,
      epochs: 7,
      stopReason: 'chance-reached',
      trainAccuracy: 0.24,
      cleanAccuracy: 0.22,
      attackSuccessRate: 0.999,
    },
    label: { histogram: HISTOGRAM, predicted: TARGET, share: 0.684, margins: null, lead: null },
    reveal: null,
    recover: {
      steps: RECOVER_STEPS,
      epochs: 20,
      trainAccuracy: 0.96,
      cleanAccuracy: 0.94,
      attackSuccessRate: 0.7,
    },
    masks: SITES.map((site, i) => ({
      site: site.id,
      values: siteMasks(i, RECOVER_STEPS),
      mean: siteMasks(i, RECOVER_STEPS / 2),
    })),
    prune: {
      rows,
      head: [],
      countRows: [],
      chosen: {
        ...rowAt(CHOSEN_COUNT, story, ORDER[CHOSEN_COUNT - 1]?.mask ?? null),
        rule: 'veto',
        filters: ORDER.slice(0, CHOSEN_COUNT),
        vetoed: 3,
      },
    },
    doubts:
      story === 'clean' ? ['nothing-separates', 'label-unclear'] : story === 'stays' ? ['recovery-poor'] : [],
    series: [],
    elapsedMs: { total: 34_200, unlearn: 9_100, recover: 17_300, prune: 7_800 },
  };
}
