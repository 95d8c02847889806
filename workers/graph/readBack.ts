/**
 * Reads numbers back without stalling the device. What belongs to one step is joined on the device, some steps are read
 * in one go, and the device works on while a few such groups are on their way. They come back in order, whole, and
 * each number is what it would have been had it been waited for at once.
 */
import { concat, getBackend, keep, reshape, type Tensor, tidy } from '../device/tf';

/** How much is read at a time. */
export interface ReadPace {
  /** Groups that may be on their way while the device works on; 0: every reading is waited for. */
  readonly inFlight: number;
  /** Entries in the next group, by the milliseconds that one took so far; null: not known yet. */
  readonly groupSize: (msPerEntry: number | null) => number;
}

/** Where reading costs nothing. */
export const AT_ONCE: ReadPace = { inFlight: 0, groupSize: () => 1 };

/** The page gets numbers at least this often, unless a single step takes longer. */
const INTERVAL_MS = 100;
const LARGEST_GROUP = 32;
const GROUPS_IN_FLIGHT = 2;

const IN_GROUPS: ReadPace = {
  inFlight: GROUPS_IN_FLIGHT,
  groupSize: (msPerEntry) =>
    msPerEntry === null ? 1 : Math.max(1, Math.min(LARGEST_GROUP, Math.round(INTERVAL_MS / msPerEntry))),
};

/** The pace of the current backend: tensors of wasm and cpu lie where we can read them, those of a graphics card do not. */
export function devicePace(): ReadPace {
  const backend = getBackend();
  return backend === 'wasm' || backend === 'cpu' ? AT_ONCE : IN_GROUPS;
}

/** What was read of one entry: the tensors' values in the order in which they were given. */
export interface Reading<Note> {
  readonly note: Note;
  readonly values: readonly Float32Array[];
}

interface Entry<Note> {
  readonly note: Note;
  /** Sizes of the joined tensors. */
  readonly sizes: readonly number[];
}

interface Group<Note> {
  readonly entries: readonly Entry<Note>[];
  readonly values: Promise<Float32Array>;
}

function join(tensors: readonly Tensor[]): Tensor {
  return keep(tidy(() => concat(tensors.map((each) => reshape(each, [-1])))));
}

/** Cuts the values of joined tensors at their sizes. */
function split(values: Float32Array, sizes: readonly number[]): Float32Array[] {
  let at = 0;
  return sizes.map((size) => values.subarray(at, (at += size)));
}

/** Reads one tensor and frees it, whether or not somebody still waits for it. */
async function readAndDispose(tensor: Tensor): Promise<Float32Array> {
  try {
    return new Float32Array(await tensor.data<'float32'>());
  } finally {
    tensor.dispose();
  }
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

/** The values of several tensors in one reading, for those who cannot go on without them. */
export async function readTogether(tensors: readonly Tensor[]): Promise<Float32Array[]> {
  if (tensors.length === 0) return [];
  const values = await readAndDispose(join(tensors));
  return split(
    values,
    tensors.map((each) => each.size),
  );
}

/** A queue of readings. `Note` is whatever the caller wants back with the numbers. */
export class ReadBack<Note> {
  private open: (Entry<Note> & { readonly joined: Tensor })[] = [];
  private readonly underWay: Group<Note>[] = [];
  private msPerEntry: number | null = null;
  private arrivedMs = performance.now();

  constructor(private readonly pace: ReadPace) {}

  /** Whether the next entry begins a group. */
  get startsGroup(): boolean {
    return this.open.length === 0;
  }

  /** Whether there is nothing left to wait for. */
  get isEmpty(): boolean {
    return this.open.length === 0 && this.underWay.length === 0;
  }

  /** Whether more is on its way than the pace allows: then {@link next} has to be waited for. */
  get isDue(): boolean {
    return this.underWay.length > this.pace.inFlight;
  }

  /** Takes the values that `tensors` have now; the tensors stay the caller's. */
  add(note: Note, tensors: readonly Tensor[]): void {
    this.open.push({ note, sizes: tensors.map((each) => each.size), joined: join(tensors) });
    if (this.open.length >= this.pace.groupSize(this.msPerEntry)) this.send();
  }

  /** The oldest group, all of it; empty where nothing was added. */
  async next(): Promise<readonly Reading<Note>[]> {
    if (this.underWay.length === 0) this.send();
    const group = this.underWay.shift();
    if (group === undefined) return [];
    const values = await group.values;
    const nowMs = performance.now();
    this.msPerEntry = (nowMs - this.arrivedMs) / group.entries.length;
    this.arrivedMs = nowMs;
    const wholes = split(
      values,
      group.entries.map(({ sizes }) => sum(sizes)),
    );
    return group.entries.map(({ note, sizes }, index) => ({
      note,
      values: split(wholes[index] ?? new Float32Array(), sizes),
    }));
  }

  /** One by one, what has to be waited for before more is added. */
  async *due(): AsyncGenerator<Reading<Note>, void> {
    while (this.isDue) yield* await this.next();
  }

  /** One by one, all that is left. */
  async *rest(): AsyncGenerator<Reading<Note>, void> {
    while (!this.isEmpty) yield* await this.next();
  }

  /** Frees what nobody will read. */
  dispose(): void {
    for (const { joined } of this.open) joined.dispose();
    this.open = [];
    this.underWay.length = 0;
  }

  private send(): void {
    const entries = this.open;
    this.open = [];
    const [first, ...rest] = entries;
    if (first === undefined) return;
    const whole = rest.length === 0 ? first.joined : join(entries.map(({ joined }) => joined));
    if (rest.length > 0) for (const { joined } of entries) joined.dispose();
    const values = readAndDispose(whole);
    // A group that is dropped may fail without anybody listening.
    values.catch(() => undefined);
    this.underWay.push({ entries, values });
  }
}
