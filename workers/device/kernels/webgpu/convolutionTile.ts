/** How the work of a convolution is cut into threads. */
import type { Gpu } from './gpu';

/**
 * `plain`: a thread holds a tile of results in registers. `quad`: four neighbouring threads load a quarter of the numbers
 * they have in common each and pass them on (feature `subgroups`).
 */
export const VARIANTS = ['plain', 'quad'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Outputs of a tile: four vectors. */
export const TILE_OUTPUTS = 16;
export const VECTORS = [0, 1, 2, 3] as const;

export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const quarters = (count: number): number => Math.ceil(count / 4);

/** True where a row of so many numbers can be read four at a time. */
export const isWide = (count: number): boolean => count % 4 === 0;

/** Element type of a buffer whose rows hold so many numbers. */
export const elementOf = (wide: boolean): string => (wide ? 'vec4f' : 'f32');

/** The variants that this device can run. */
export function availableVariants({ backend }: Gpu): Variant[] {
  const hasSubgroups = backend.device.features.has('subgroups');
  return VARIANTS.filter((variant) => variant !== 'quad' || hasSubgroups);
}
