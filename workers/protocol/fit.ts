/**
 * Whether a network, images and a recipe belong together, as the fault a run would end with. The page asks before it offers a run,
 * the engine before it begins one: the same answer for both.
 */
import { aimMisfit } from './aim';
import type { Fault } from './faults';
import type { Recipe } from './recipe';
import type { ImageSetSummary, ModelSummary } from './summaries';
import type { Trigger } from './trigger';

/** What a network says about the pictures it takes. */
export type TakenPictures = Pick<ModelSummary, 'inputHeight' | 'inputWidth' | 'inputChannels' | 'classes'>;

type PictureShape = Pick<ImageSetSummary, 'height' | 'width' | 'channels'>;

/** What of open images decides. */
export interface GivenPictures {
  readonly classes: readonly string[];
  readonly defense: PictureShape & Pick<ImageSetSummary, 'count'>;
  readonly poisoned: unknown;
}

function shapeText({ width, height, channels }: PictureShape): string {
  return `${width} × ${height} × ${channels}`;
}

/** Size and channels: without them the network cannot even be asked. */
export function sizeMisfit(
  network: TakenPictures,
  { defense }: Pick<GivenPictures, 'defense'>,
): Fault | null {
  const { inputHeight: height, inputWidth: width, inputChannels: channels } = network;
  const expected = shapeText({ height, width, channels });
  const found = shapeText(defense);
  return expected === found ? null : { code: 'image-size-mismatch', params: { expected, found } };
}

/** Size, channels and number of classes: what an answer of the network needs to mean anything. */
export function pairMisfit(network: TakenPictures, images: Omit<GivenPictures, 'poisoned'>): Fault | null {
  const size = sizeMisfit(network, images);
  if (size !== null || network.classes === images.classes.length) return size;
  return {
    code: 'class-count-mismatch',
    params: { network: network.classes, images: images.classes.length },
  };
}

/** Why a trigger is refused: `params.reason` of the fault `trigger-invalid`. */
export const TRIGGER_PROBLEMS = [
  // the trigger itself
  'missing',
  'kind',
  'size',
  'strength',
  'seed',
  'amplitude',
  'grid',
  'rescale',
  'picture-size',
  'picture-damaged',
  'field-damaged',
  'generator-missing',
  // the trigger on these images
  'outside-image',
  'frequency',
  'field-size',
  'channels',
  // where it leads
  'source-absent',
  'source-is-target',
  // planting it in these images
  'empty',
  'target-class-absent',
  'source-class-absent',
  'only-target-class',
  'class-emptied',
  'poisons-nothing',
  'poisons-everything',
  'covers-nothing',
  'covers-too-many',
  'clean-label-all-to-all',
  'clean-label-cover',
  'tiles',
  'image-too-large',
] as const;
export type TriggerProblem = (typeof TRIGGER_PROBLEMS)[number];

/** Why a trigger cannot lie on images of this shape, whatever else it says. */
export type PlacingProblem = Extract<
  TriggerProblem,
  'outside-image' | 'frequency' | 'field-size' | 'channels'
>;

/** `outside-image` unless the rectangle lies wholly in the image, at whole pixels. */
function placeProblem(
  { row, column }: { readonly row: number; readonly column: number },
  sign: { readonly height: number; readonly width: number },
  shape: PictureShape,
): 'outside-image' | null {
  const isWhole = Number.isInteger(row) && Number.isInteger(column) && row >= 0 && column >= 0;
  const isOver = row + sign.height > shape.height || column + sign.width > shape.width;
  return isWhole && !isOver ? null : 'outside-image';
}

/** The copy that begins one pixel from the top left corner needs its room, too. */
function patchProblem(
  { size, corners, ...place }: Extract<Trigger, { kind: 'patch' }>,
  shape: PictureShape,
): 'outside-image' | null {
  const sign = { height: size, width: size };
  const inset = corners === 'four-inset' ? placeProblem({ row: 1, column: 1 }, sign, shape) : null;
  return inset ?? placeProblem(place, sign, shape);
}

/** See {@link PlacingProblem}; null where it can. */
export function placingProblem(trigger: Trigger, shape: PictureShape): PlacingProblem | null {
  const { kind } = trigger;
  switch (kind) {
    case 'patch':
      return patchProblem(trigger, shape);
    case 'image':
      if (shape.channels !== 1 && shape.channels !== 3) return 'channels';
      return placeProblem(trigger, trigger, shape);
    case 'sinusoid':
      // beyond half a wave per column the stripes alias into slower ones
      return trigger.frequency > 0 && trigger.frequency <= shape.width / 2 ? null : 'frequency';
    case 'add':
    case 'multiply': {
      const { height, width, channels } = trigger;
      const isSame = height === shape.height && width === shape.width;
      return isSame && (channels === 1 || channels === shape.channels) ? null : 'field-size';
    }
    case 'style':
      return shape.channels === 3 ? null : 'channels';
    case 'blend':
    case 'warp':
    case 'generator':
    case 'images':
      return null;
    default:
      kind satisfies never;
      return null;
  }
}

/** Whether the trigger can be laid on these images and leads to one of their classes. */
export function triggerMisfit(
  trigger: Trigger | null,
  { classes, defense, poisoned }: GivenPictures,
): Fault | null {
  if (trigger === null) return null;
  const reason = placingProblem(trigger, defense);
  if (reason !== null) return { code: 'trigger-invalid', params: { reason } };
  const misfit = aimMisfit(trigger, classes.length);
  if (misfit !== null) return misfit;
  const isMissing = trigger.kind === 'images' && poisoned === null;
  return isMissing ? { code: 'data-missing', params: { name: 'poisoned images' } } : null;
}

/** How many images a recipe draws for the defense, and how many of them it trains on; the rest is held out. */
export function defenseCounts(
  { defense }: Pick<Recipe, 'defense'>,
  available: number,
): { readonly count: number; readonly trained: number } {
  const count = Math.min(defense.images, available);
  return { count, trained: count - Math.round(count * defense.heldOut) };
}

/** Everything at once: what a run of the recipe with this network and these images would be refused for. */
export function runMisfit(
  recipe: Pick<Recipe, 'defense' | 'trigger'>,
  network: TakenPictures,
  images: GivenPictures,
): Fault | null {
  const misfit = pairMisfit(network, images) ?? triggerMisfit(recipe.trigger, images);
  if (misfit !== null) return misfit;
  const { trained } = defenseCounts(recipe, images.defense.count);
  const needed = recipe.defense.batchSize;
  return trained < needed ? { code: 'defense-set-too-small', params: { found: trained, needed } } : null;
}
