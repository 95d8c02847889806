/** The images a training learns from and is measured on. */
import type { ImageSet } from '../data/images';
import { drawShapes } from '../data/shapes/shapes';
import { type AttackRecipe, FaultError } from '../protocol';
import { breathe } from './scheduler';
import type { TellPhase } from './loadJobs';

export interface TrainingImages {
  readonly train: ImageSet;
  /** Null where the user has brought none. */
  readonly test: ImageSet | null;
}

/** Drawn in one go; the thread is given back in between. */
const PIECE = 500;

/** Draws the built-in training pictures of a recipe; `tell` may throw to stop. */
export async function drawTrainingShapes(
  { seed, images }: Extract<AttackRecipe['data'], { kind: 'shapes' }>,
  tell: TellPhase,
): Promise<ImageSet> {
  const whole = drawShapes({ seed, count: Math.min(PIECE, images), split: 'train' });
  if (images <= PIECE) return whole;
  const bytes = whole.pixels.length / whole.count;
  const pixels = new Uint8Array(bytes * images);
  const labels = new Uint16Array(images);
  pixels.set(whole.pixels);
  labels.set(whole.labels);
  for (let from = whole.count; from < images; from += PIECE) {
    tell('draw-data', from, images, 'image');
    await breathe();
    const piece = drawShapes({ seed, from, count: Math.min(PIECE, images - from), split: 'train' });
    pixels.set(piece.pixels, from * bytes);
    labels.set(piece.labels, from);
  }
  return { ...whole, count: images, pixels, labels };
}

/** Throws `training-set-too-small` where there is not one whole batch, or `class-count-mismatch` where there is one class only. */
export function assertTrainable({ train }: TrainingImages, { train: options }: AttackRecipe): void {
  const needed = options.batchSize;
  if (train.count < needed) throw new FaultError('training-set-too-small', { found: train.count, needed });
  if (train.classes.length < 2)
    throw new FaultError('training-set-too-small', { found: 1, needed: 2, of: 'classes' });
}
