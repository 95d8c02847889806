/** Where the readers under attack run: a thread of their own, which can be ended when one hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { mutate } from './mutate';
import { type Outcome, probe } from './target';
import { targetsOf, type FuzzGroup } from './targets';

/** The inputs `from` to `to` (exclusive) of one reader. */
export interface FuzzTask {
  readonly group: FuzzGroup;
  readonly reader: string;
  readonly from: number;
  readonly to: number;
}

/** What is told: `ready` before the first input, then what came of each. */
export type FuzzMessage = 'ready' | Outcome;

const tell = (message: FuzzMessage): void => parentPort?.postMessage(message);

// Set by fuzzReader.ts, hence the cast.
const { group, reader, from, to } = workerData as FuzzTask;
const target = (await targetsOf(group)).find((each) => each.reader === reader);
if (target === undefined) throw new RangeError(`no reader is named ${reader}`);
tell('ready');
for (let number = from; number < to; number++) tell(await probe(target, mutate(target.seeds, number)));
