/**
 * A recipe as the command line of the authors' code: the flags of `main.py` in github.com/bboylyg/RNP. Where that code
 * fixes a value, or reads a flag and ignores it (momentum, weight decay), the option is not said but listed.
 */
import type { Recipe } from '../../../workers/protocol';
import { changedOptions, type PlacedOption } from './constants';

export interface AuthorsCommand {
  readonly command: string;
  /** Options that differ from what the authors' code does, and that no flag can set. */
  readonly unsaid: readonly PlacedOption[];
}

type Flag = readonly [name: string, ...values: (string | number)[]];

/** Training images of CIFAR-10, of which `--ratio` takes a share. */
const CIFAR10_IMAGES = 50_000;
/** Options that a flag carries. */
const SAID: ReadonlySet<string> = new Set([
  'defense.images',
  'defense.batchSize',
  'unlearn.learningRate',
  'unlearn.maxEpochs',
  'unlearn.decayEvery',
  'unlearn.stopAccuracy',
  'recover.epochs',
  'recover.learningRate',
  'recover.alpha',
]);

function pruneFlags({ rule, threshold, count, sweepStep }: Recipe['prune']): readonly Flag[] {
  if (rule === 'threshold')
    return [
      ['pruning-by', 'threshold'],
      ['pruning-max', threshold],
      ['pruning-step', sweepStep],
    ];
  if (rule === 'count')
    return [
      ['pruning-by', 'number'],
      ['pruning-max', count],
      ['pruning-step', 1],
    ];
  return [];
}

function triggerFlags(trigger: Recipe['trigger']): readonly Flag[] {
  if (trigger?.kind !== 'patch' || trigger.pattern !== 'checkerboard') return [];
  const { target, size } = trigger;
  return [
    ['trigger_type', 'gridTrigger'],
    ['trig_w', size],
    ['trig_h', size],
    ['target_label', target],
  ];
}

function flagsOf({ model, defense, unlearn, recover, prune, trigger }: Recipe): readonly Flag[] {
  const { decayEvery } = unlearn;
  return [
    ...(model.kind === 'file' ? [['backdoor_model_path', model.name] as const] : []),
    ['ratio', defense.images / CIFAR10_IMAGES],
    ['batch_size', defense.batchSize],
    ['unlearning_lr', unlearn.learningRate],
    // Their loop counts from 0 to the last epoch inclusive.
    ['unlearning_epochs', unlearn.maxEpochs - 1],
    ...(decayEvery === 0 ? [] : [['schedule', decayEvery, 2 * decayEvery] as const]),
    ['clean_threshold', unlearn.stopAccuracy],
    ['recovering_lr', recover.learningRate],
    ['recovering_epochs', recover.epochs],
    ['alpha', recover.alpha],
    ...triggerFlags(trigger),
    ...pruneFlags(prune),
  ];
}

/** Anything but a plain word in single quotes, as shells want it. */
function quoted(value: string | number): string {
  const text = String(value);
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The recipe said in flags, and what they leave out. */
export function authorsCommand(recipe: Recipe): AuthorsCommand {
  const flags = flagsOf(recipe).map(([name, ...values]) => `--${name} ${values.map(quoted).join(' ')}`);
  const isSaid = ({ group, key }: PlacedOption): boolean => {
    if (group === 'watch') return true;
    if (group === 'prune') return key !== 'rule' && key !== 'order' && key !== 'zeroBeta';
    return SAID.has(`${group}.${key}`);
  };
  const saysRule = recipe.prune.rule === 'count';
  const unsaid = changedOptions(recipe, 'reference-code').filter(
    (option) => !isSaid(option) && !(option.key === 'rule' && saysRule),
  );
  return { command: ['python main.py', ...flags].join(' '), unsaid };
}
