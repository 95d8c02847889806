/** The attack recipe on the page. Written by user actions only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  type AttackChoice,
  type AttackId,
  type AttackRecipe,
  type DataReference,
  encodeBytes,
  type Trigger,
} from '../../workers/protocol';
import { attackChoice, ATTACKS } from '../../workers/protocol/attacks/registry';
import { createAttackRecipe, trainOptionsOf } from '../../workers/protocol/attackRecipe';
import type { RestoredAttack } from '../link/attackLink';

/** A sign of the user's own, painted or taken from a picture. */
export type ImageTrigger = Extract<Trigger, { kind: 'image' }>;

export interface AttackState {
  /** Names the built-in pictures; where the user's own are open, those take their place ({@link recipeFor}). */
  readonly recipe: AttackRecipe;
  /** The options that were set for attacks chosen before. */
  readonly choices: Readonly<Partial<Record<AttackId, AttackChoice>>>;
  /** What was painted last: it stays while the attack's own trigger is in use. */
  readonly sign: ImageTrigger;
  /** What came along with an attack from a link or a file, until it is dismissed. */
  readonly brought: Omit<RestoredAttack, 'recipe'> | null;
}

/** One clear pixel: nothing is painted. */
export const NO_SIGN: ImageTrigger = {
  kind: 'image',
  width: 1,
  height: 1,
  rgba: encodeBytes(new Uint8Array(4)),
  row: 0,
  column: 0,
  strength: 1,
  target: 0,
};

/** The state of a new page: a network that a processor trains in minutes. */
export function firstAttackState(): AttackState {
  const network = { architecture: 'resnet18', width: 8 } as const;
  return {
    recipe: createAttackRecipe({ id: 'badnets', network }),
    choices: {},
    sign: NO_SIGN,
    brought: null,
  };
}

export const attackStore = createStore<AttackState>(firstAttackState);

/** Subscribes a component to a part of the attack on the page. */
export function useAttack<T>(selector: (state: AttackState) => T): T {
  return useStore(attackStore, selector);
}

/** Changes the recipe. */
export function editAttack(change: (recipe: AttackRecipe) => AttackRecipe): void {
  attackStore.setState(({ recipe }) => ({ recipe: change(recipe) }));
}

function withoutLabels({ labels: _labels, ...recipe }: AttackRecipe): AttackRecipe {
  return recipe;
}

/** The recipe with another label rule; null is all-to-one. */
export function withLabels(recipe: AttackRecipe, labels: AttackRecipe['labels'] | null): AttackRecipe {
  return labels === null || labels === undefined ? withoutLabels(recipe) : { ...recipe, labels };
}

/** The epochs that suit another attack, unless the user has chosen a number. */
function epochsFor(id: AttackId, { attack, train }: AttackRecipe): number {
  const usual = (of: AttackId): number => trainOptionsOf(of).epochs.defaults.adaptive;
  return train.epochs === usual(attack.id) ? usual(id) : train.epochs;
}

/** Another attack, with the options it had when it was left; a label rule it cannot serve gives way to all-to-one. */
export function chooseAttack(id: AttackId): void {
  attackStore.setState(({ recipe, choices }) => {
    if (recipe.attack.id === id) return {};
    const { labels } = recipe;
    const isServed = labels === undefined || ATTACKS[id].labelRules.includes(labels.kind);
    return {
      choices: { ...choices, [recipe.attack.id]: recipe.attack },
      recipe: {
        ...(isServed ? recipe : withoutLabels(recipe)),
        attack: choices[id] ?? attackChoice(id),
        train: { ...recipe.train, epochs: epochsFor(id, recipe) },
      },
    };
  });
}

/** Plants the sign in place of the attack's own trigger. */
export function plantSign(sign: ImageTrigger): void {
  attackStore.setState(({ recipe }) => ({ sign, recipe: { ...recipe, trigger: sign } }));
}

/** Puts a whole attack on the form, a painted sign onto the board. */
export function putAttack(recipe: AttackRecipe): void {
  const { trigger } = recipe;
  attackStore.setState(trigger?.kind === 'image' ? { recipe, sign: trigger } : { recipe });
}

/** Puts an attack from outside on the form. */
export function takeAttack({ recipe, ...brought }: RestoredAttack): void {
  putAttack(recipe);
  attackStore.setState({ brought });
}

/** Takes the note about where the attack came from off the page. */
export function dismissBrought(): void {
  attackStore.setState({ brought: null });
}

/** The recipe for the images that are open: the user's own take the place of the built-in ones. */
export function recipeFor(recipe: AttackRecipe, open: DataReference): AttackRecipe {
  const { data } = recipe;
  if (open.kind === 'files') return { ...recipe, data: open };
  return data.kind === 'shapes' ? { ...recipe, data: { ...data, seed: open.seed } } : recipe;
}
