/** What a session needs of the world around it. */
import type { FileReader } from '../reading/fileReader';
import type { EventSink } from './eventPort';
import type { StartDevice } from './heldDevice';
import type { AssetReader } from './library';
import type { SnapshotKeeper } from './trainings';

/** What the surroundings give: a device, the zoo's files, a place for events. */
export interface SessionHost {
  readonly startDevice: StartDevice;
  /** Bytes of a file that ships with the page, e.g. `zoo/manifest.json`. Throws `network-failed`. */
  readonly readAsset: AssetReader;
  /** Reads the user's files, best in a thread of its own. */
  readonly reader: FileReader;
  readonly emit: EventSink;
  /** Where snapshots of trainings lie; in memory where there is no such place. */
  readonly snapshots?: SnapshotKeeper;
  readonly versions: Readonly<Record<string, string>>;
}
