/**
 * What BackdoorBench writes beside a network (spec 6.2: `attack_result.pt`, `defense_result.pt`): which architecture, which
 * data, which target, and the poisoned test images or their file names. Source: its utils/save_load_attack.py and
 * utils/bd_dataset_v2.py.
 */
import { assertAtMost } from './damage';
import { baseName } from './images/paths';
import { bytesOf, entryOf, integerOf, numpyArrayOf, sizesOf } from './pickledArrays';
import { isCall, isDict, isSequence, type PickleValue } from './pickleValues';

/** The metadata, where present; null for what the file does not say. */
export interface AttackRecord {
  /** BackdoorBench's name, e.g. `preactresnet18`. */
  readonly modelName: string | null;
  readonly classes: number | null;
  /** Height, width, channels in pixels. */
  readonly imageSize: readonly [number, number, number] | null;
  /** e.g. `cifar10`. */
  readonly dataset: string | null;
  /** The label the attack aims at, or that each label has a target of its own. */
  readonly target: number | 'all-to-all' | null;
  /** The poisoned test images. */
  readonly poisoned: PoisonedSet | null;
}

/** Poisoned images by file name in a folder that lay beside the file. */
export type PoisonedFiles = Extract<PoisonedSet, { kind: 'files' }>;

/** Poisoned images inside the file, or by file name in a folder that lay beside it. All lists run in parallel. */
export type PoisonedSet = PoisonedLabels &
  (
    | {
        readonly kind: 'pictures';
        readonly height: number;
        readonly width: number;
        readonly channels: number;
        /** NHWC, 0..255. */
        readonly pixels: Uint8Array;
      }
    | {
        readonly kind: 'files';
        /** The folder as the writer's machine named it: to be shown, never opened. */
        readonly folder: string;
        /** Without folders. */
        readonly fileNames: readonly string[];
      }
  );

interface PoisonedLabels {
  /** What the attack wants each image taken for. */
  readonly labels: Uint16Array;
  readonly originalLabels: Uint16Array;
  /** The place of each image in the clean data set. */
  readonly indices: Uint32Array;
  /** `poison_indicator`: one 0 or 1 for each image of the clean data set. */
  readonly indicator: Uint8Array | null;
  /** `original_index_array`: the images of the clean data set that the attack's set keeps, in its order. */
  readonly kept: Uint32Array | null;
}

/** Test sets have 10,000 images; of 224 x 224 pixels they would take 1.5 GB, which no page holds. */
const MAX_PIXEL_BYTES = 256 * 2 ** 20;
/** Above this share one label is the target; attacks on single images leave a few others. */
const MIN_TARGET_SHARE = 0.9;
const MAX_LABEL = 0xffff;
/** In place of a label that is none. */
const NONE = -1;
const MAX_TEXT = 500;
const CHANNELS: ReadonlyMap<string, number> = new Map([
  ['L', 1],
  ['RGB', 3],
]);

/**
 * Reads BackdoorBench's record from an unpickled checkpoint; null when another program wrote it. Parts that make no
 * sense are left out: they are no reason not to read the weights.
 * @throws FaultError `file-too-large` for poisoned images beyond any memory
 */
export function readAttackRecord(root: PickleValue): AttackRecord | null {
  const modelName = textOf(entryOf(root, 'model_name'));
  if (modelName === null || entryOf(root, 'model') === undefined) return null;
  const test = entriesOf(entryOf(root, 'bd_test'));
  const train = entriesOf(entryOf(root, 'bd_train'));
  return {
    modelName,
    classes: integerOf(entryOf(root, 'num_classes')),
    imageSize: imageSizeOf(entryOf(root, 'img_size')),
    dataset: textOf(entryOf(root, 'clean_data')),
    target: targetOf(test.length > 0 ? test : train),
    poisoned: poisonedSetOf(entryOf(root, 'bd_test'), test),
  };
}

/** One line of BackdoorBench's `data_dict`. */
interface Entry {
  readonly index: number;
  readonly label: number;
  readonly originalLabel: number;
  readonly content: { readonly path: string } | { readonly picture: Picture };
}

/** Pixels still as the pickle has them. */
interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly raw: PickleValue;
}

function entriesOf(set: PickleValue | undefined): Entry[] {
  const list = entryOf(entryOf(set, 'bd_data_container'), 'data_dict');
  const entries: Entry[] = [];
  for (const [key, value] of isDict(list) ? list.entries : []) {
    const entry = entryFrom(integerOf(key), value);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** `{path, other_info: [label, original]}` on disk, `(picture, label, original)` in memory. */
function entryFrom(index: number | null, value: PickleValue): Entry | null {
  const path = textOf(entryOf(value, 'path'));
  const items = isSequence(value) ? value.items : [];
  const info = entryOf(value, 'other_info');
  const facts = path === null ? items.slice(1, 3) : isSequence(info) ? info.items.slice(0, 2) : [];
  const [label = NONE, originalLabel = NONE] = facts.map(labelOf);
  const picture = path === null ? pictureOf(items[0]) : null;
  const content = path === null ? picture && { picture } : { path };
  if (index === null || index < 0 || label === NONE || originalLabel === NONE || content === null)
    return null;
  return { index, label, originalLabel, content };
}

/** A PIL image: its state is [info, mode, (width, height), palette, bytes]. Decoded later, since a file may repeat one. */
function pictureOf(value: PickleValue | undefined): Picture | null {
  if (!isCall(value) || !value.name.startsWith('PIL.') || !isSequence(value.state)) return null;
  const [, mode, size, , raw = null] = value.state.items;
  const [width = 0, height = 0] = sizesOf(size) ?? [];
  const channels = typeof mode === 'string' ? CHANNELS.get(mode) : undefined;
  if (channels === undefined || width === 0 || height === 0) return null;
  return { height, width, channels, raw };
}

function poisonedSetOf(set: PickleValue | undefined, entries: readonly Entry[]): PoisonedSet | null {
  const [first] = entries;
  if (first === undefined) return null;
  const facts = { indicator: indicatorOf(set), kept: indicesOf(entryOf(set, 'original_index_array')) };
  if ('picture' in first.content) return picturesOf(entries, first.content.picture, facts);
  const files = entries.flatMap((entry) =>
    'path' in entry.content ? [{ entry, path: entry.content.path }] : [],
  );
  const folder =
    textOf(entryOf(entryOf(set, 'bd_data_container'), 'save_folder_path')) ??
    textOf(entryOf(set, 'save_folder_path')) ??
    first.content.path.replace(/[/\\][^/\\]*$/, '');
  const fileNames = files.map(({ path }) => baseName(path));
  return { kind: 'files', folder, fileNames, ...labelsOf(files.map(({ entry }) => entry)), ...facts };
}

/** Pictures of the first one's size; others are left out. */
function picturesOf(
  entries: readonly Entry[],
  { height, width, channels }: Picture,
  facts: Pick<PoisonedLabels, 'indicator' | 'kept'>,
): PoisonedSet {
  const size = height * width * channels;
  assertAtMost('bytes of images', size * entries.length, MAX_PIXEL_BYTES);
  const pixels = new Uint8Array(size * entries.length);
  const taken: Entry[] = [];
  for (const entry of entries) {
    if (!('picture' in entry.content)) continue;
    const picture = entry.content.picture;
    const isAlike = picture.height === height && picture.width === width && picture.channels === channels;
    const bytes = isAlike ? bytesOf(picture.raw) : null;
    if (bytes?.length !== size) continue;
    pixels.set(bytes, taken.length * size);
    taken.push(entry);
  }
  const own = pixels.subarray(0, taken.length * size);
  return { kind: 'pictures', height, width, channels, pixels: own, ...labelsOf(taken), ...facts };
}

function labelsOf(entries: readonly Entry[]): Pick<PoisonedLabels, 'labels' | 'originalLabels' | 'indices'> {
  return {
    labels: Uint16Array.from(entries, (entry) => entry.label),
    originalLabels: Uint16Array.from(entries, (entry) => entry.originalLabel),
    indices: Uint32Array.from(entries, (entry) => entry.index),
  };
}

function indicatorOf(set: PickleValue | undefined): Uint8Array | null {
  const array = numpyArrayOf(entryOf(set, 'poison_indicator'));
  return array === null ? null : Uint8Array.from(array.data, (value) => (value === 0 ? 0 : 1));
}

function indicesOf(value: PickleValue | undefined): Uint32Array | null {
  const array = numpyArrayOf(value);
  return array === null ? null : Uint32Array.from(array.data);
}

function targetOf(entries: readonly Entry[]): AttackRecord['target'] {
  const counts = new Map<number, number>();
  for (const { label } of entries) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  if (commonest === undefined) return null;
  return commonest[1] >= MIN_TARGET_SHARE * entries.length ? commonest[0] : 'all-to-all';
}

function labelOf(value: PickleValue | undefined): number {
  const label = integerOf(value) ?? NONE;
  return label >= 0 && label <= MAX_LABEL ? label : NONE;
}

function imageSizeOf(value: PickleValue | undefined): AttackRecord['imageSize'] {
  const [height, width, channels = 3] = sizesOf(value) ?? [];
  return height === undefined || width === undefined ? null : [height, width, channels];
}

function textOf(value: PickleValue | undefined): string | null {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : null;
}
