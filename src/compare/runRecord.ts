/** A finished run as the place Compare keeps it: what it was, what it found, and the curves it drew. Plain JSON. */
import {
  countMasks,
  type AnyRecipe,
  type AnyReport,
  type DefenseRecipe,
  type Evaluation,
  type Report,
  type SeriesRecord,
} from '../../workers/protocol';

/** RNP, or one of the defenses it is compared with. */
export type MethodId = 'rnp' | DefenseRecipe['method']['id'];

/** Which method a recipe is of. */
export function methodOf(recipe: AnyRecipe): MethodId {
  return recipe.format === 'rnp-recipe' ? recipe.method : recipe.method.id;
}

/** Numbers on test images; null where there were none, or nobody knows the trigger. */
export interface KeptNumbers {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
  readonly targetClassAccuracy: number | null;
}

export interface RunRecord {
  readonly id: string;
  /** First digits of the SHA-256 of the recipe: equal recipes have equal ones. */
  readonly hash: string;
  readonly method: MethodId;
  readonly recipe: AnyRecipe;
  readonly startedAt: string;
  readonly network: { readonly name: string; readonly sha256: string; readonly channels: number };
  readonly images: string;
  /** Backend, its name, and threads where it has several. */
  readonly device: string;
  readonly elapsedMs: number;
  /** Of RNP's stages. */
  readonly stageMs: Readonly<Record<string, number>>;
  readonly pruned: number;
  readonly before: KeptNumbers;
  readonly after: KeptNumbers;
  /** On the defense images, or those of them that were held out. */
  readonly defenseAccuracy: { readonly before: number; readonly after: number };
  readonly series: readonly SeriesRecord[];
  /** RNP's final masks in `MASK_BINS` bins; other methods have none, nor have records of earlier versions. */
  readonly maskCounts?: readonly number[];
  readonly starred: boolean;
  readonly note: string;
}

/** Digits of a hash that are shown and kept. */
const HASH_DIGITS = 10;

/** JSON with the keys of every object in order: equal recipes are equal texts however they were put together. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each)]));
}

/** The hash of a recipe, its seed included. */
export async function recipeHash(recipe: AnyRecipe): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(canonical(recipe)));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, HASH_DIGITS);
}

function numbersOf(
  { attackSuccessRate, cleanAccuracy, targetClassAccuracy }: KeptNumbers | Evaluation,
  hasTest: boolean,
): KeptNumbers {
  return { cleanAccuracy: hasTest ? cleanAccuracy : null, attackSuccessRate, targetClassAccuracy };
}

function deviceText({ backend, name, threads }: Report['device']): string {
  return threads > 1 ? `${backend}, ${name}, ${String(threads)} threads` : `${backend}, ${name}`;
}

/** What both kinds of report say alike. */
async function commonOf(id: string, report: AnyReport) {
  const { data, device, model, recipe, series, startedAt } = report;
  const { channels, name, sha256 } = model;
  return {
    id,
    hash: await recipeHash(recipe),
    recipe,
    startedAt,
    network: { name, sha256, channels },
    images: data.defense.name,
    device: deviceText(device),
    series,
    starred: false,
    note: '',
  };
}

/** A report as a record under a name of its own. */
export async function recordOf(id: string, report: AnyReport): Promise<RunRecord> {
  const hasTest = report.data.test !== null;
  const common = await commonOf(id, report);
  if (report.format === 'rnp-defense-report') {
    const { baseline, chosen, elapsedMs, recipe } = report;
    return {
      ...common,
      method: recipe.method.id,
      elapsedMs,
      stageMs: {},
      pruned: chosen.pruned,
      before: numbersOf(baseline, hasTest),
      after: numbersOf(chosen, hasTest),
      defenseAccuracy: { before: baseline.heldOutAccuracy, after: chosen.heldOutAccuracy },
    };
  }
  const { baseline, elapsedMs, masks, prune } = report;
  const { total, ...stageMs } = elapsedMs;
  return {
    ...common,
    method: 'rnp',
    maskCounts: [...countMasks(masks.flatMap(({ values }) => values))],
    elapsedMs: total,
    stageMs,
    pruned: prune.chosen.pruned,
    before: numbersOf(baseline, hasTest),
    after: numbersOf(prune.chosen, hasTest),
    defenseAccuracy: { before: baseline.defenseAccuracy, after: prune.chosen.defenseAccuracy },
  };
}
