/** Words of Compare's table of runs and of the figures over them. */
import type { ColumnId } from '../compare/columns';
import type { ExportRows } from '../compare/tableExport';

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const COLUMN_NAMES: Readonly<Record<ColumnId, string>> = {
  network: 'Network',
  method: 'Method',
  seed: 'Seed',
  hash: 'Recipe',
  cleanBefore: 'Clean before',
  cleanAfter: 'Clean after',
  cleanChange: 'Change',
  attackBefore: 'Attack before',
  attackAfter: 'Attack after',
  target: 'Target class',
  defense: 'Held out',
  pruned: 'Cut',
  seconds: 'Time',
  device: 'Device',
  startedAt: 'Date',
  note: 'Note',
};

/** What the numbers of an exported table are. */
export function tableCaption(runs: number, rows: ExportRows): string {
  const what = `${plural(runs, 'run')} of RNP Playground`;
  const band = ', means over seeds, in brackets the lowest and the highest';
  return `${what}${rows === 'means' ? band : ''}. CA: accuracy on clean test images outside the target class; ASR: attack success rate; both in percent, before and after the defense. Pruned: filters that are cut.`;
}

export const RUNS_TEXT = {
  title: 'All runs',
  line: 'Runs stay in this browser until you delete them. Columns with an eye need test images or the trigger.',
  memory: 'This browser keeps nothing: the runs last as long as this tab.',
  empty: 'No run yet. Every finished run of this page, RNP’s from the place Run too, becomes a row here.',
  noneShown: 'No run matches.',
  filter: 'Filter',
  filterHint: 'network, method, device, note',
  starredOnly: 'Starred only',
  count: (shown: number, all: number): string =>
    shown === all ? plural(all, 'run') : `${shown} of ${plural(all, 'run')}`,
  chosen: (count: number): string => `${count} selected`,
  chooseAll: 'Select all runs shown',
  choose: (name: string): string => `Select ${name}`,
  star: (name: string): string => `Star ${name}`,
  noteOf: (name: string): string => `Note on ${name}`,
  remove: (count: number): string => `Delete ${count}`,
  removed: (count: number): string => `${plural(count, 'run')} deleted.`,
  undo: 'Undo',
  sortBy: (column: string): string => `Sort by ${column}`,
  name: (method: string, network: string, seed: number): string => `${method} on ${network}, seed ${seed}`,
  oracle: 'needs the trigger or test images',
  rows: 'Rows',
  rowKinds: { runs: 'Runs', means: 'Means over seeds' },
  band: (low: string, high: string): string => `${low} to ${high}`,
  none: '–',
  seconds: (value: string): string => `${value} s`,
} as const;

export const FIGURES_TEXT = {
  label: 'Figure',
  names: { live: 'Under way', scatter: 'All runs', curves: 'Curves', recipes: 'Recipes' },
  over: (chosen: number, shown: number): string =>
    chosen > 0
      ? `Of the ${plural(chosen, 'run')} selected below.`
      : `Of ${plural(shown, 'run')} shown below.`,
  empty: 'Runs appear here as marks, one a run, as soon as there are some.',
  noOracle: 'Both axes need test images and the trigger, which are switched off: press O to show them.',
  scatter: 'Accuracy and attack after each run',
  scatterSummary:
    'Clean accuracy against attack success after each run: the further up and to the left, the better. Hollow: the networks untouched, and the paper’s numbers on its own data.',
  x: 'attack success after, %',
  y: 'clean accuracy after, %',
  keys: 'Arrow keys move from mark to mark, Enter selects the run.',
  marks: 'Runs as marks',
  paper: 'Paper’s numbers',
  untouched: (network: string): string => `${network}, untouched`,
  inPaper: (method: string, attack: string): string => `${method} on ${attack} in the paper`,
  reading: (name: string, clean: string, attack: string): string =>
    `${name}: clean ${clean}, attack ${attack}`,
  columns: ['what', 'clean accuracy after, %', 'attack success after, %', 'kind'],
  kinds: { run: 'run', untouched: 'untouched', paper: 'paper' },
  curves: (metric: string, stage: string): string => `${metric}, ${stage}`,
  curvesSummary:
    'One line a run. Runs that differ in nothing but their seed are drawn as their mean, with a band from the lowest to the highest.',
  curvesEmpty: 'Choose runs below that have recorded curves.',
  metric: 'Curve',
  seeds: (name: string, count: number): string => `${name}, ${plural(count, 'seed')}`,
  step: 'step',
  recipes: 'Where the recipes differ',
  recipesEmpty:
    'Select two runs or more in the table below: the fields in which their recipes differ appear here.',
  recipesSame: 'These recipes do not differ.',
  field: 'Field',
  absent: '–',
} as const;

export const DEFENSES_TEXT = {
  title: 'Defenses on our networks, and in the paper',
  line: 'Ours: median over the seeds, on networks that this project trained on built-in pictures. The paper: CIFAR-10. Numbers in percent; difference: ours minus the paper’s. RNP’s rows are those of the table of attacks. Each method stops by itself, two points of held-out accuracy being its to spend; where no place lies within them, it stops where that accuracy is highest (†, with the number of such runs). The last two columns say where it would have stopped with ten.',
  columns: { method: 'Method', ours: 'ours', paper: 'paper', difference: 'difference' },
  clean: 'Clean accuracy',
  attack: 'Attack success',
  none: 'Untouched',
  absent: '–',
  runsHead: 'Runs',
  runs: (all: number, beyond: number): string => (beyond === 0 ? `${all}` : `${all} †${beyond}`),
  ownDefault: 'paper’s constants',
  generous: 'With ten points to spend',
  cleanShort: 'clean',
  attackShort: 'attack',
  mean: 'Mean over the attacks that have run',
} as const;
