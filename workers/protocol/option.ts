/**
 * Options as data. Each option of a recipe is described once: default under each named preset of constants,
 * range, unit, label and help. The validating schema, the recipe type, the form fields, the command line and
 * the limits applied to links are all derived from these descriptions.
 */
import * as v from 'valibot';

/** The three named sets of constants. `adaptive` is the default. */
export const CONSTANTS = ['adaptive', 'paper', 'reference-code'] as const;
export type ConstantsName = (typeof CONSTANTS)[number];

/** A value for each named set of constants. */
export type PerConstants<T> = Readonly<Record<ConstantsName, T>>;

interface OptionText {
  readonly label: string;
  /** One or two sentences: what it does and why one would change it. */
  readonly help: string;
}

export interface NumberOption extends OptionText {
  readonly kind: 'number';
  readonly defaults: PerConstants<number>;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly integer: boolean;
  readonly unit: string;
  /** What recipes mean that were written before this option existed; absent: it has always been there. */
  readonly before?: number;
}
export interface ChoiceOption<T extends string = string> extends OptionText {
  readonly kind: 'choice';
  readonly defaults: PerConstants<T>;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
}
export interface FlagOption extends OptionText {
  readonly kind: 'flag';
  readonly defaults: PerConstants<boolean>;
}
export type Option = NumberOption | ChoiceOption | FlagOption;
export type OptionGroup = Readonly<Record<string, Option>>;

/** The plain value type of an option. */
export type OptionValue<O> = O extends NumberOption
  ? number
  : O extends ChoiceOption<infer T>
    ? T
    : O extends FlagOption
      ? boolean
      : never;
/** The plain record type of a group of options. */
export type GroupValues<G extends OptionGroup> = { [K in keyof G]: OptionValue<G[K]> };

type Defaults<T> = T | readonly [adaptive: T, paper: T, referenceCode: T];

function perConstants<T>(defaults: Defaults<T>): PerConstants<T> {
  // Option values are never arrays, so an array is always the triple.
  const [adaptive, paper, referenceCode] = Array.isArray(defaults)
    ? (defaults as readonly [T, T, T])
    : ([defaults, defaults, defaults] as readonly [T, T, T]);
  return { adaptive, paper, 'reference-code': referenceCode };
}

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string;
  readonly before?: number;
}

/** A real-valued option. Defaults: one value, or [adaptive, paper, reference code]. */
export function real(
  label: string,
  help: string,
  defaults: Defaults<number>,
  range: NumberRange,
): NumberOption {
  return {
    kind: 'number',
    label,
    help,
    defaults: perConstants(defaults),
    integer: false,
    unit: '',
    ...range,
  };
}

/** An integer option. */
export function integer(
  label: string,
  help: string,
  defaults: Defaults<number>,
  range: NumberRange,
): NumberOption {
  return { ...real(label, help, defaults, range), integer: true };
}

/** One of a closed list of names. `choices` maps each value to its visible label. */
export function choice<const T extends string>(
  label: string,
  help: string,
  defaults: NoInfer<Defaults<T>>,
  choices: Readonly<Record<T, string>>,
): ChoiceOption<T> {
  const list = (Object.keys(choices) as T[]).map((value) => ({ value, label: choices[value] }));
  return { kind: 'choice', label, help, defaults: perConstants<T>(defaults), choices: list };
}

/** A yes or no option. */
export function flag(label: string, help: string, defaults: Defaults<boolean>): FlagOption {
  return { kind: 'flag', label, help, defaults: perConstants(defaults) };
}

/** The values of a group under a named set of constants. */
export function groupDefaults<G extends OptionGroup>(group: G, constants: ConstantsName): GroupValues<G> {
  const entries = Object.entries(group).map(([key, option]) => [key, option.defaults[constants]]);
  return Object.fromEntries(entries) as GroupValues<G>;
}

/** The validating schema of one option. */
function optionSchema(option: Option): v.GenericSchema {
  switch (option.kind) {
    case 'number': {
      const ranged = v.pipe(v.number(), v.minValue(option.min), v.maxValue(option.max));
      const whole = option.integer ? v.pipe(ranged, v.integer()) : ranged;
      return option.before === undefined ? whole : v.optional(whole, option.before);
    }
    case 'choice':
      return v.picklist(option.choices.map((each) => each.value));
    case 'flag':
      return v.boolean();
    default:
      return option satisfies never;
  }
}

/** The validating schema of a group: every option in range and present unless it is younger than recipes may be, nothing else. */
export function groupSchema<G extends OptionGroup>(group: G): v.GenericSchema<GroupValues<G>> {
  const entries = Object.fromEntries(
    Object.entries(group).map(([key, option]) => [key, optionSchema(option)]),
  );
  return v.strictObject(entries) as unknown as v.GenericSchema<GroupValues<G>>;
}
