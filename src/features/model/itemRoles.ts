/** Which role an item plays: a first guess by content, then name and size, that the user can change on the page. */
import type { ContentKind, ImageRole } from '../../../workers/protocol';
import type { OwnItem } from './ownItems';

export const ITEM_ROLES = ['model', 'defense', 'test', 'poisoned', 'masks', 'recipe', 'ignore'] as const;
export type ItemRole = (typeof ITEM_ROLES)[number];
/** Roles whose files the engine opens. */
export const OPENED_ROLES = ['model', 'defense', 'test', 'poisoned', 'masks'] as const;

/** The part of an item that the guess reads. */
export type NamedItem = Pick<OwnItem, 'name' | 'bytes' | 'content'>;

export interface SortedItem<I extends NamedItem = OwnItem> {
  readonly item: I;
  readonly role: ItemRole;
}

const JSON_NAME = /\.json$/i;
const MASKS = /mask.*\.txt$/i;
const IMAGES = /\.(bin|batch|zip|tgz|tar\.gz|npy|png|jpe?g|webp|bmp|ppm|pgm)( and \d+ more)?$/i;
const POISON_WORDS = /(^|[^a-z])(poison(ed)?|bd|backdoor(ed)?|trigger(ed)?|attack)([^a-z]|$)/i;
const TEST_WORDS = /(^|[^a-z])(test|val|valid|validation|eval)([^a-z]|$)/i;
const DEFENSE_WORDS = /(^|[^a-z])(defense|defence|train|clean|data)([^a-z]|$)/i;

/** What an item holds; where a look has not told, its name decides which reader names what is wrong. */
function kindOf({ name, content }: NamedItem): ContentKind {
  if (content !== 'unknown') return content;
  if (IMAGES.test(name)) return 'images';
  if (MASKS.test(name)) return 'masks';
  return JSON_NAME.test(name) ? 'json' : 'network';
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
  const kind = kindOf(item);
  if (kind === 'images') return roleByName(item.name) ?? roleBySize(item, images, hasDefense);
  if (kind === 'masks') return 'masks';
  return kind === 'json' ? 'recipe' : 'model';
}

/**
 * Gives each item a role; at most one item a role, later ones of a taken role are ignored. `hasDefense` says that
 * defense images are already loaded, so that a lone unnamed set is taken for test images.
 */
export function sortItems<I extends NamedItem>(
  items: readonly I[],
  hasDefense = false,
): readonly SortedItem<I>[] {
  const images = items.filter((item) => kindOf(item) === 'images');
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
