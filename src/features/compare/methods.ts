/** The methods that can be compared: RNP and every defense of the registry, described alike. */
import { type Option, type OptionGroup, RECIPE_GROUPS } from '../../../workers/protocol';
import type { DefenseFamily, DefenseNeed } from '../../../workers/protocol';
import { DEFENSE_IDS, DEFENSES } from '../../../workers/protocol/defenses/registry';
import type { MethodId } from '../../compare/runRecord';
import { GROUP_TITLES } from '../../text/recipe';
import { RNP_WORDS } from '../../text/compare';

/** Options under a heading. */
export interface MethodGroup {
  /** Field of the recipe that holds them. */
  readonly id: string;
  /** Null where the method has only one. */
  readonly title: string | null;
  readonly options: OptionGroup;
}

export interface Method {
  readonly id: MethodId;
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly family: DefenseFamily;
  readonly needs: readonly DefenseNeed[];
  readonly groups: readonly MethodGroup[];
}

/** The number of images is set for all methods at once. */
function ownOptions(group: OptionGroup): OptionGroup {
  return Object.fromEntries(Object.entries(group).filter(([key]) => key !== 'images'));
}

const RNP: Method = {
  id: 'rnp',
  ...RNP_WORDS,
  family: 'pruning',
  needs: [],
  groups: (['defense', 'unlearn', 'recover', 'prune'] as const).map((id) => ({
    id,
    title: GROUP_TITLES[id],
    options: id === 'defense' ? ownOptions(RECIPE_GROUPS[id]) : RECIPE_GROUPS[id],
  })),
};

/** RNP first, then the registry in its order. */
export const METHODS: readonly Method[] = [
  RNP,
  ...DEFENSE_IDS.map((id): Method => {
    const { options, ...words } = DEFENSES[id];
    return { id, ...words, groups: [{ id: 'options', title: null, options }] };
  }),
];

/** Place of a method among all: what its colour and its mark go by. */
export function methodIndex(id: string): number {
  return Math.max(
    0,
    METHODS.findIndex((each) => each.id === id),
  );
}

/** All options of a method by `group.key`. */
export function optionsOfMethod(
  method: Method,
): readonly { readonly key: string; readonly option: Option; readonly group: string }[] {
  return method.groups.flatMap(({ id, options }) =>
    Object.entries(options).map(([key, option]) => ({ key: `${id}.${key}`, option, group: id })),
  );
}
