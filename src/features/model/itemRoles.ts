/** Which role an item plays: a first guess by name and size that the user can change on the page. */
import type { ImageRole } from '../../../workers/protocol';
import type { OwnItem } from './ownItems';

export const ITEM_ROLES = ['model', 'defense', 'test', 'poisoned', 'masks', 'recipe', 'ignore'] as const;
export type ItemRole = (typeof ITEM_ROLES)[number];
/** Roles whose files the engine opens. */
export const OPENED_ROLES = ['model', 'defense', 'test', 'poisoned', 'masks'] as const;

/** The part of an item that the guess reads. */
export type NamedItem = Pick<OwnItem, 'name' | 'bytes' | 'isFolder'>;

export interface SortedItem<I extends NamedItem = OwnItem> {
  readonly item: I;
  readonly role: ItemRole;
}

const MODEL = /\.(pth|pt|tar|th|ckpt|pkl|pickle|safetensors|npz|h5|hdf5|keras|onnx)(\.tar)?$|model\.json/i;
const IMAGES =
  /\.(bin|batch|zip|tgz|tar\.gz|npy|png|jpe?g|webp|bmp|ppm|pgm)( and \d+ more)?$|(^|\/)(data_batch|test_batch)/i;
const TEXT = /\.json$/i;
const MASKS = /mask.*\.txt$/i;
const IMAGE_WORDS = /(^|[^a-z])(images?|data|pictures?|cifar|gtsrb|x)([^a-z]|$)/i;
const POISON_WORDS = /(^|[^a-z])(poison(ed)?|bd|backdoor(ed)?|trigger(ed)?|attack)([^a-z]|$)/i;
const TEST_WORDS = /(^|[^a-z])(test|val|valid|validation|eval)([^a-z]|$)/i;
const DEFENSE_WORDS = /(^|[^a-z])(defense|defence|train|clean|data)([^a-z]|$)/i;

/** Bytes of one CIFAR-10 record: a label and 3 x 32 x 32 pixels. */
const CIFAR_RECORD_BYTES = 3073;

function holdsImages({ name, bytes, isFolder }: NamedItem): boolean {
  if (isFolder || IMAGES.test(name)) return true;
  // An archive may hold either: its name decides.
  if (/\.(npz|tar)$/i.test(name)) return IMAGE_WORDS.test(name) || TEST_WORDS.test(name);
  return !MODEL.test(name) && bytes > 0 && bytes % CIFAR_RECORD_BYTES === 0;
}

/** What the name alone says about an item of images. */
function roleByName(name: string): ImageRole | null {
  if (POISON_WORDS.test(name)) return 'poisoned';
  if (TEST_WORDS.test(name)) return 'test';
  return DEFENSE_WORDS.test(name) ? 'defense' : null;
}

/** Defense sets are the small ones: without a word in the name, the smaller one defends and the larger one measures. */
function roleBySize(item: NamedItem, images: readonly NamedItem[], hasDefense: boolean): ImageRole {
  const others = images.filter((each) => each !== item && roleByName(each.name) !== 'poisoned');
  if (others.length === 0) return hasDefense ? 'test' : 'defense';
  if (others.some((each) => roleByName(each.name) === 'defense')) return 'test';
  if (others.some((each) => roleByName(each.name) === 'test')) return 'defense';
  const smallest = [...others, item].reduce((least, each) => (each.bytes < least.bytes ? each : least));
  return item === smallest ? 'defense' : 'test';
}

function roleOf(item: NamedItem, images: readonly NamedItem[], hasDefense: boolean): ItemRole {
  if (MASKS.test(item.name)) return 'masks';
  if (TEXT.test(item.name) && !MODEL.test(item.name)) return 'recipe';
  if (images.includes(item)) return roleByName(item.name) ?? roleBySize(item, images, hasDefense);
  // Anything else is offered to the readers of networks, whose refusal names what was found.
  return 'model';
}

/**
 * Gives each item a role; at most one item a role, later ones of a taken role are ignored. `hasDefense` says that
 * defense images are already loaded, so that a lone unnamed set is taken for test images.
 */
export function sortItems<I extends NamedItem>(
  items: readonly I[],
  hasDefense = false,
): readonly SortedItem<I>[] {
  const images = items.filter((item) => !TEXT.test(item.name) && holdsImages(item));
  const taken = new Set<ItemRole>();
  return items.map((item) => {
    const role = roleOf(item, images, hasDefense);
    if (taken.has(role)) return { item, role: 'ignore' };
    taken.add(role);
    return { item, role };
  });
}

/** The item of a role, if there is one. */
export function itemOf<I extends NamedItem>(rows: readonly SortedItem<I>[], role: ItemRole): I | undefined {
  return rows.find((each) => each.role === role)?.item;
}
