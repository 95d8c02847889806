/** Every word the figures show or speak. Numbers are formatted here, so that all figures write them alike. */
import type { NetworkState } from '../../workers/protocol/events';

const NO_BREAK = ' ';
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A fraction 0..1 as a percentage with one decimal, e.g. 0.918 -> "91.8 %". */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}${NO_BREAK}%`;
}

/** A fraction 0..1 as a whole percentage, e.g. 0.918 -> "92 %". */
export function wholePercent(fraction: number): string {
  return `${Math.round(fraction * 100)}${NO_BREAK}%`;
}

/** A count with thousands separated, e.g. 4800 -> "4,800". */
export function count(value: number): string {
  return whole.format(value);
}

/**
 * A measured value with always as many digits as its size needs (0.583, 12.40, 137.0), so that live numbers do not jump;
 * minus signs are typographic.
 */
export function measured(value: number): string {
  const size = Math.abs(value);
  const decimals = size < 10 ? 3 : size < 100 ? 2 : 1;
  return size >= 1000 ? count(value) : value.toFixed(decimals).replace('-', '−');
}

/** A mask value or another fraction with two decimals, e.g. "0.70". */
export function mask(value: number): string {
  return value.toFixed(2);
}

const plural = (n: number, one: string, many: string): string =>
  `${count(n)}${NO_BREAK}${n === 1 ? one : many}`;

const networks = {
  backdoored: 'Backdoored',
  unlearned: 'Unlearned',
  recovered: 'Recovered',
  pruned: 'Pruned',
} as const satisfies Record<NetworkState, string>;

/** The words of the figure frame. */
export const frameText = {
  saveCsv: (title: string) => `Save the data of “${title}” as CSV`,
  savePng: (title: string) => `Save “${title}” as PNG`,
  csv: 'CSV',
  png: 'PNG',
  table: 'Data table',
  clipped: (shown: number, all: number) =>
    `First ${count(shown)} of ${count(all)} rows; the CSV file holds all of them.`,
  saveFailed: 'The browser could not draw this picture.',
} as const;

/** The words of charts with lines. */
export const lineText = {
  empty: 'The lines appear here with the first step.',
  oracle: 'oracle, needs the trigger or the test set',
  ghost: (label: string) => `${label}, previous run`,
  edge: (label: string, edge: 'low' | 'high') => `${label}, ${edge === 'low' ? 'lowest' : 'highest'}`,
  scrub: 'Step shown',
  at: (xLabel: string, x: string) => `${xLabel} ${x}`,
} as const;

/** The words of the mask histogram. */
export const histogramText = {
  all: 'Masks of all filters',
  learning: 'One mask a filter, as it is learned: filters whose mask stays low are cut.',
  empty: 'The masks of all filters appear here when recovery starts.',
  values: 'mask value',
  filters: 'filters, log scale',
  from: 'from',
  to: 'to',
  count: 'filters',
  threshold: 'Threshold',
  below: (below: number) => `${plural(below, 'filter', 'filters')} below`,
  reading: (from: number, to: number, n: number) =>
    `mask ${mask(from)} to ${mask(to)}: ${plural(n, 'filter', 'filters')}`,
  thresholdValue: (value: number, below: number | null) =>
    below === null ? mask(value) : `${mask(value)}, ${plural(below, 'filter', 'filters')} below`,
} as const;

/** The words of the mask strips. */
export const stripText = {
  empty: 'One strip for each layer appears here when recovery starts.',
  keys: 'Arrow keys move from filter to filter, Page Up and Page Down from layer to layer, Enter selects.',
  layer: 'layer',
  filter: 'filter',
  mask: 'mask',
  state: 'state',
  low: '0, cut first',
  high: '1, kept',
  stateOf: { kept: 'kept', cut: 'cut', vetoed: 'spared by the veto' },
  legend: { cut: 'cut', vetoed: 'spared by the veto' },
  site: (site: string, channels: number, cut: number) =>
    `${site}, ${plural(channels, 'filter', 'filters')}, ${count(cut)} cut`,
  cutOf: (cut: number, channels: number) =>
    cut > 0 ? `${count(cut)} of ${count(channels)}` : count(channels),
  cell: (site: string, channel: number, value: number, state: string) =>
    `${site}, filter ${channel}: mask ${value.toFixed(3)}, ${state}`,
} as const;

/** The words of the feature maps. */
export const mapText = {
  networks,
  network: 'network',
  image: 'image',
  clean: 'clean',
  triggered: 'triggered',
  difference: 'triggered − clean',
  pictures: 'input',
  inputAlt: (triggered: boolean) => (triggered ? 'The image with the trigger' : 'The clean image'),
  modes: { maps: 'Maps', difference: 'Difference' },
  modeLabel: 'What the maps show',
  scale: 'channel mean',
  scaleDifference: 'channel mean, triggered − clean',
  row: 'row',
  column: 'column',
  value: 'value',
  least: 'min',
  most: 'max',
  mean: 'mean',
  hottest: 'hottest cell (row, column)',
  waits: {
    backdoored: 'appears when a network is loaded',
    unlearned: 'appears after stage 1',
    recovered: 'appears after stage 2',
    pruned: 'appears after stage 3',
  } as const satisfies Record<NetworkState, string>,
  absent: 'not part of this run',
  empty: (network: NetworkState, kind: string) => `${networks[network]}, ${kind}: no map yet`,
  cell: (network: NetworkState, kind: string, least: number, most: number, mean: number, at: string) =>
    `${networks[network]}, ${kind}: min ${measured(least)}, max ${measured(most)}, ` +
    `mean ${measured(mean)}, hottest cell ${at}`,
  reading: (network: NetworkState, kind: string, row: number, column: number, value: number) =>
    `${networks[network]}, ${kind}, row ${row + 1}, column ${column + 1}: ${measured(value)}`,
} as const;

/** The words of the prediction histogram. */
export const labelText = {
  empty: 'What the unlearned network predicts appears here after stage 1.',
  class: 'class',
  count: 'predictions',
  share: 'share',
  inferred: 'inferred label',
  others: (n: number) => `${count(n)} other classes`,
  stated: (name: string, share: number) =>
    `inferred label: ${name}, ${wholePercent(share)} of all predictions`,
  reading: (name: string, n: number, share: number) =>
    `${name}: ${plural(n, 'prediction', 'predictions')}, ${percent(share)}`,
} as const;

/** The same bars for the largest margins. */
export const marginText = {
  margin: 'margin, times the ordinary one',
  others: (n: number) => `${count(n)} other classes, at most`,
  times: (n: number) => `× ${n.toFixed(1)}`,
  stated: (name: string, n: number) => `inferred label: ${name}, × ${n.toFixed(1)} its ordinary margin`,
  reading: (name: string, n: number) => `${name}: × ${n.toFixed(1)} its ordinary margin`,
} as const;

/** The words of the sweep. */
export const sweepText = {
  empty: 'The sweep appears here when stage 3 starts.',
  byLabel: 'Horizontal axis',
  by: { threshold: 'Threshold', count: 'Number of filters' },
  x: { threshold: 'mask threshold', count: 'filters cut' },
  fraction: 'fraction of images',
  defense: 'defense accuracy',
  clean: 'clean accuracy',
  attack: 'attack success',
  cut: 'Cut',
  cutFilters: (n: number) => plural(n, 'filter cut', 'filters cut'),
  chosen: (n: number) => `chosen: ${count(n)}`,
  trial: (value: string) => `cut at ${value}`,
} as const;

/** The words of pictures and predictions. */
export const pictureText = {
  predictions: 'Most likely classes',
  none: 'No prediction yet.',
  line: (name: string, share: number) => `${name} ${wholePercent(share)}`,
} as const;

/** The words of one filter's mask curve. */
export const curveText = {
  empty: 'The curve of this mask appears here when recovery starts.',
  step: 'recovery step',
  mask: 'mask value',
  reading: (step: string, value: string) => `recovery step ${step}: mask ${value}`,
  threshold: (value: number) => `threshold ${mask(value)}`,
} as const;
