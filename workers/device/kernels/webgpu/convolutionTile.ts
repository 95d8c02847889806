/** How the work of a convolution is cut into threads. */

/**
 * `plain`: a thread holds a tile of results in registers. `quad`: four neighbouring threads load a quarter of the numbers
 * they have in common each and pass them on (feature `subgroups`). `shared`: a workgroup loads blocks into its memory.
 */
export const VARIANTS = ['plain', 'quad', 'shared'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Numbers of a vector, and rows of weights that four channels meet. */
export const FOUR = [0, 1, 2, 3] as const;

/** Vectors of outputs that a thread computes: half of four would idle where there are eight outputs. */
export const vectorsFor = (outputs: number): number => (outputs <= 8 ? 2 : 4);

export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const quarters = (count: number): number => Math.ceil(count / 4);

/** True where a row of so many numbers can be read four at a time. */
export const isWide = (count: number): boolean => count % 4 === 0;

/** Element type of a buffer whose rows hold so many numbers. */
export const elementOf = (wide: boolean): string => (wide ? 'vec4f' : 'f32');

/** The variants that this device can run. */
export function availableVariants(device: GPUDevice): Variant[] {
  const hasSubgroups = device.features.has('subgroups');
  return VARIANTS.filter((variant) => variant !== 'quad' || hasSubgroups);
}
