/** What the formulas of the three stages say: one sentence, each symbol, and where this code differs from the paper. */
import type { Recipe, RecipeGroup, Stage } from '../../workers/protocol';

/** An option by group and key. */
export interface OptionName {
  readonly group: RecipeGroup;
  readonly key: string;
}

/** One symbol of a formula: what it stands for, and what the recipe sets it to. */
export interface SymbolText {
  readonly meaning: string;
  readonly value?: (recipe: Recipe) => string;
  /** The option that sets it; absent where nothing does. */
  readonly setBy?: (recipe: Recipe) => OptionName;
}

export type SymbolId =
  | 'theta'
  | 'forgotten'
  | 'images'
  | 'pair'
  | 'right'
  | 'mask'
  | 'loss'
  | 'alpha'
  | 'gamma'
  | 'beta'
  | 'level'
  | 'filter';

export const SYMBOL_TEXT: Readonly<Record<SymbolId, SymbolText>> = {
  theta: {
    meaning: 'all weights of the network',
    setBy: () => ({ group: 'unlearn', key: 'learningRate' }),
  },
  forgotten: {
    meaning: 'the weights after unlearning; they stay fixed',
    setBy: () => ({ group: 'unlearn', key: 'stopRule' }),
  },
  images: {
    meaning: 'the defense images that are trained on',
    value: ({ defense }) =>
      `${defense.images} images, ${Math.round(defense.heldOut * 100)} % of them held out`,
    setBy: () => ({ group: 'defense', key: 'images' }),
  },
  pair: { meaning: 'one defense image and its class' },
  right: {
    meaning: 'how sure the network is of the right class, 0 to 1',
    setBy: () => ({ group: 'unlearn', key: 'objective' }),
  },
  mask: {
    meaning: 'one mask per filter, between 0 and 1; all begin at 1',
    setBy: () => ({ group: 'recover', key: 'stage' }),
  },
  loss: { meaning: 'cross-entropy: how surprised the network is by the right class' },
  alpha: {
    meaning: 'weight of the loss',
    value: ({ recover }) => String(recover.alpha),
    setBy: () => ({ group: 'recover', key: 'alpha' }),
  },
  gamma: { meaning: 'scale of filter c in its batch norm' },
  beta: {
    meaning: 'shift of filter c in its batch norm',
    setBy: () => ({ group: 'prune', key: 'zeroBeta' }),
  },
  filter: { meaning: 'one filter' },
  level: {
    meaning: 'how far up the order the cut goes',
    value: ({ prune }) => (prune.rule === 'threshold' ? `mask ${prune.threshold}` : 'set by the rule'),
    setBy: ({ prune }) => ({ group: 'prune', key: prune.rule === 'threshold' ? 'threshold' : 'rule' }),
  },
};

export const FORMULA_TEXT = {
  toggle: 'Formula',
  set: (option: string): string => `Set: ${option}`,
  differs: 'Where this differs from the paper',
  now: 'now',
} as const;

export const FORMULA_SENTENCES = {
  unlearn: {
    bounded:
      'Raise the mean of log(1 − p) over the defense images: push what is still right until it is wrong.',
    'cross-entropy':
      'Raise the mean cross-entropy over the defense images: make the right class as surprising as possible.',
  },
  recover:
    'Lower the cross-entropy again, by moving nothing but one mask per filter of the unlearned network.',
  prune: 'In the original network, silence every filter whose mask stayed low.',
} as const;

function unlearnDifferences({ unlearn }: Recipe): string[] {
  const lines: string[] = [];
  if (unlearn.objective === 'bounded')
    lines.push('The paper raises the cross-entropy without bound; here the objective is bounded at 0.');
  if (unlearn.stepRule === 'loss-scaled')
    lines.push(
      `The paper has a fixed learning rate; here a step aims at ${unlearn.gainPerStep} nats whatever the network.`,
    );
  if (unlearn.stopRule === 'chance')
    lines.push('The paper stops at an accuracy of 0.10; here the ascent stops at chance.');
  if (unlearn.labelRule === 'margin')
    lines.push(
      'The paper takes the most frequent answer as the label; here the one the network can be driven to furthest.',
    );
  if (unlearn.weightDecay !== 0.05)
    lines.push(`Weight decay is ${unlearn.weightDecay}; the paper says 0.05, its code 0.0005.`);
  return lines;
}

function recoverDifferences({ recover, prune }: Recipe): string[] {
  const lines = [
    'The mask scales the batch norm’s γ, not the filter’s weights, as in the authors’ code; β is left alone.',
  ];
  if (recover.alpha !== 1)
    lines.push(
      `The loss is multiplied by ${recover.alpha}, as in the authors’ code; the paper has no such factor.`,
    );
  if (prune.order === 'mean')
    lines.push('Filters are ordered by the mean of their mask over all steps, not by its last value.');
  return lines;
}

function pruneDifferences({ prune }: Recipe): string[] {
  const lines = prune.zeroBeta
    ? ['β is set to 0 as well; the authors’ code leaves it.']
    : ['β stays, as in the authors’ code: a cut filter sends a constant, not nothing.'];
  if (prune.rule === 'oracle') lines.push('This rule reads the attacker’s trigger: for comparison only.');
  else if (prune.rule === 'carriers')
    lines.push(
      'The paper cuts the lowest masks; here a trigger is searched that turns clean pictures to the inferred label, and the filters that carry it are cut, those with low masks first.',
      ...(prune.revealRounds > 1
        ? [
            'While the label still stands out in the unlearned network with the same filters cut, all this is done again.',
          ]
        : []),
    );
  else if (prune.rule === 'veto')
    lines.push(
      'The paper cuts everything below a threshold; here the order is walked and filters that clean images need are spared.',
    );
  else if (prune.rule === 'defender')
    lines.push('The authors’ code reads the threshold off test data; here held-out defense images decide.');
  return lines;
}

/** The lines that say where this recipe departs from the paper or its code. */
export function differencesFromPaper(stage: Stage, recipe: Recipe): readonly string[] {
  switch (stage) {
    case 'unlearn':
      return unlearnDifferences(recipe);
    case 'recover':
      return recoverDifferences(recipe);
    case 'prune':
      return pruneDifferences(recipe);
    default:
      return stage satisfies never;
  }
}
