/** Every visible string of the place Inspect. Numbers come in already written out. */

export const INSPECT_TEXT = {
  heading: 'Inspect',
  empty: 'Every filter of the network will stand here with its mask, layer by layer.',
  emptyButton: 'Go to Run',
  map: 'All filters by layer',
  sort: 'Order in a layer',
  byDepth: 'as in the network',
  byValue: 'lowest mask first',
  pick: 'Pick a filter: click a bar, or move with the arrow keys and press Enter.',
} as const;

export const SHEET_TEXT = {
  close: 'Close',
  previous: 'Lower mask',
  next: 'Higher mask',
  loading: 'Looking into the filter.',
  noEngine: 'This run was recorded: maps, weights and the effect of the filter need a run here.',
  notYet: 'Maps, weights and the effect of the filter can be measured when the run has ended.',
  mask: 'mask',
  place: 'place in the order',
  gamma: 'scale γ',
  beta: 'shift β',
  weightNorm: 'weight norm (L2)',
  facts: 'Numbers of this filter',
  cut: 'Cut this filter',
  restore: 'Restore this filter',
  isCut: 'cut',
  isKept: 'kept',
  isVetoed: 'spared: cutting it costs clean images',
  curve: 'Its mask, step by step',
  curveSummary: 'The value of this one mask during recovery.',
  maps: 'What it answers',
  mapsSummary: (image: string): string =>
    `Mean activation of this filter on picture ${image}, without and with the trigger, in the original network.`,
  noTrigger: 'No trigger, so there is only the clean map.',
  effect: 'If this filter alone is cut',
  cleanAccuracy: 'clean accuracy',
  attackSuccess: 'attack success',
  targetClass: 'target class',
  defenseAccuracy: 'defense accuracy',
  oracle: 'needs the attacker’s trigger or test data',
} as const;

export const placeOf = (place: string, all: string): string => `${place} of ${all}`;
/** "0.992 (-0.1)": the accuracy with the filter cut, and the change in points. */
export const changeOf = (value: string, points: string): string => `${value} (${points})`;
