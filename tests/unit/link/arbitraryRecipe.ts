/** Any valid recipe, made from the descriptions of the options. */
import fc from 'fast-check';
import {
  NORMALISATION_IDS,
  type Option,
  RECIPE_GROUPS,
  type Recipe,
  STRATEGIES,
  type Trigger,
} from '../../../workers/protocol';

/** Doubles without -0, which JSON and text write as 0. */
function real(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
}

function optionValue(option: Option): fc.Arbitrary<unknown> {
  switch (option.kind) {
    case 'number':
      return option.integer ? fc.integer({ min: option.min, max: option.max }) : real(option.min, option.max);
    case 'choice':
      return fc.constantFrom(...option.choices.map(({ value }) => value));
    case 'flag':
      return fc.boolean();
    default:
      return option satisfies never;
  }
}

const groups = fc.record(
  Object.fromEntries(
    Object.entries<Readonly<Record<string, Option>>>(RECIPE_GROUPS).map(([name, group]) => [
      name,
      fc.record(Object.fromEntries(Object.entries(group).map(([key, option]) => [key, optionValue(option)]))),
    ]),
  ),
) as fc.Arbitrary<Pick<Recipe, keyof typeof RECIPE_GROUPS>>;

const seed = fc.integer({ min: 0, max: 0xffffffff });
const place = fc.integer({ min: 0, max: 1023 });
const target = fc.integer({ min: 0, max: 999 });
const strength = real(0, 1);
const small = fc.integer({ min: 1, max: 8 });

const labels = fc.oneof(
  fc.constant({ kind: 'all-to-all' as const }),
  fc.record({ kind: fc.constant('source' as const), source: target }),
);
const yes = fc.constant(true as const);

/** A record of these fields, some of which may be absent. */
function withSome<T extends object, S extends object>(
  always: { [K in keyof T]: fc.Arbitrary<T[K]> },
  sometimes: { [K in keyof S]: fc.Arbitrary<S[K]> },
): fc.Arbitrary<T & Partial<S>> {
  return fc
    .tuple(fc.record(always), fc.record(sometimes, { requiredKeys: [] }))
    .map(([first, second]) => ({ ...first, ...second }) as T & Partial<S>);
}

const patch = withSome(
  {
    kind: fc.constant('patch' as const),
    pattern: fc.constantFrom('checkerboard' as const, 'solid' as const),
    size: fc.integer({ min: 1, max: 256 }),
    row: place,
    column: place,
    strength,
    target,
  },
  { corners: fc.constantFrom('four' as const, 'four-inset' as const), labels },
);
const blend = withSome(
  { kind: fc.constant('blend' as const), seed, strength, target },
  { redrawn: yes, labels },
);
const sinusoid = withSome(
  {
    kind: fc.constant('sinusoid' as const),
    amplitude: real(0, 255),
    frequency: real(0.1, 64),
    target,
  },
  { overlay: yes, labels },
);
const image = withSome(
  {
    kind: fc.constant('image' as const),
    width: small,
    height: small,
    rgba: fc.base64String({ maxLength: 400 }),
    row: place,
    column: place,
    strength,
    target,
  },
  { labels },
);
const field = {
  width: small,
  height: small,
  channels: fc.constantFrom(1 as const, 3 as const),
  values: fc.base64String({ maxLength: 400 }),
  strength,
  target,
};
const add = withSome(
  { kind: fc.constant('add' as const), ...field },
  { overflow: fc.constant('wrap' as const), labels },
);
const multiply = withSome({ kind: fc.constant('multiply' as const), ...field }, { labels });
const warp = withSome(
  {
    kind: fc.constant('warp' as const),
    seed,
    grid: fc.integer({ min: 2, max: 16 }),
    strength: real(0, 4),
    target,
  },
  { rescale: real(0.5, 2), redrawn: yes, labels },
);
const style = withSome(
  { kind: fc.constant('style' as const), style: fc.constant('sunset' as const), strength, target },
  { labels },
);
const generator = withSome(
  {
    kind: fc.constant('generator' as const),
    method: fc.constantFrom('dynamic' as const, 'lira' as const),
    strength,
    target,
  },
  { labels },
);

export const arbitraryTrigger: fc.Arbitrary<Trigger | null> = fc.oneof(
  patch,
  blend,
  sinusoid,
  image,
  add,
  multiply,
  warp,
  style,
  generator,
  fc.constant(null),
);

const sha256 = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789abcdef')),
  minLength: 64,
  maxLength: 64,
});
const file = fc.record({ name: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), sha256 });
const model = fc.oneof(
  fc.record({ kind: fc.constant('zoo' as const), id: fc.string({ maxLength: 20 }) }),
  file.map((reference) => ({ kind: 'file' as const, ...reference })),
);
const data = fc.oneof(
  fc.record({ kind: fc.constant('shapes' as const), seed }),
  fc.record({
    kind: fc.constant('files' as const),
    defense: file,
    test: fc.option(file),
    normalisation: fc.constantFrom(...NORMALISATION_IDS),
  }),
);

export const arbitraryRecipe: fc.Arbitrary<Recipe> = fc
  .record({ model, data, trigger: arbitraryTrigger, strategy: fc.constantFrom(...STRATEGIES), seed, groups })
  .map(({ groups: options, ...rest }) => ({
    format: 'rnp-recipe',
    version: 1,
    method: 'rnp',
    ...rest,
    ...options,
  }));
