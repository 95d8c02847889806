import type { FuzzTarget } from './target';

type Targets = readonly FuzzTarget[];
type Load = () => Promise<{ readonly targets: () => Targets | Promise<Targets> }>;

/** All that meets files and links from outside. A group is tested in one go; groups run side by side. */
const GROUPS = {
  torch: () => import('./targets/torch'),
  arrays: () => import('./targets/arrays'),
  images: () => import('./targets/images'),
  keras: () => import('./targets/keras'),
  onnx: () => import('./targets/onnx'),
  doors: () => import('./targets/doors'),
} satisfies Record<string, Load>;

/** Readers that break every rule, for the tests of the attack itself. */
const ROGUES = { rogues: () => import('./targets/rogues') } satisfies Record<string, Load>;

const ALL: Readonly<Record<FuzzGroup, Load>> = { ...GROUPS, ...ROGUES };

export type FuzzGroup = keyof typeof GROUPS | keyof typeof ROGUES;

export const READER_GROUPS = Object.keys(GROUPS) as readonly (keyof typeof GROUPS)[];

/** The readers of a group. Loaded when asked for: the meter of allocations has to be there first. */
export async function targetsOf(group: FuzzGroup): Promise<readonly FuzzTarget[]> {
  return (await ALL[group]()).targets();
}
