/** An engine in Node with a network small enough for tests: ResNet-18 of width 4 with fresh weights. */
import { buffersOf } from '../../../workers/engine/eventPort';
import { Session } from '../../../workers/engine/session';
import type { SessionHost } from '../../../workers/engine/sessionHost';
import { writeSafetensors } from '../../../workers/export/safetensors';
import { initialParameters } from '../../../workers/nets/initialise';
import { toStateDict } from '../../../workers/nets/layout';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import {
  BADNETS_TRIGGER,
  createRecipe,
  type DeviceReport,
  type EngineEvent,
  type Fault,
  FaultError,
  type JobId,
  type ModelSource,
  type Recipe,
} from '../../../workers/protocol';
import '../../../cli/nodePlatform';
import { nodeReader } from '../../../cli/nodeReader';
import { startWasm } from '../kernels/nodeWasm';

const DEVICE: DeviceReport = {
  backend: 'wasm',
  name: 'WebAssembly SIMD',
  threads: 1,
  reason: 'headless',
  software: false,
  available: ['wasm'],
  selfTestError: null,
};

/** A session, everything it said, and a way to pull its device out. */
export interface Lab {
  readonly session: Session;
  readonly events: { readonly job: JobId; readonly event: EngineEvent }[];
  /** Called on each event; a test may act on it. */
  onEvent: (event: EngineEvent) => void;
  loseDevice: (fault: Fault) => void;
  /** How often a device was started and given back. */
  readonly devices: { started: number; disposed: number };
}

/** Everything of a kind that a session has said. */
export function heard<K extends EngineEvent['kind']>(
  { events }: Pick<Lab, 'events'>,
  kind: K,
): Extract<EngineEvent, { kind: K }>[] {
  return events.flatMap(({ event }) =>
    event.kind === kind ? [event as Extract<EngineEvent, { kind: K }>] : [],
  );
}

/** Stages in the order in which they were entered. */
export function stagesOf(lab: Lab): string[] {
  const all = heard(lab, 'state').flatMap(({ stage }) => stage ?? []);
  return all.filter((stage, at) => stage !== all[at - 1]);
}

/** A session on the wasm backend. The backend itself is started once per file. */
export async function createLab(): Promise<Lab> {
  const lab: Omit<Lab, 'session'> = {
    events: [],
    devices: { started: 0, disposed: 0 },
    onEvent: () => undefined,
    loseDevice: () => undefined,
  };
  const host: SessionHost = {
    startDevice: async (_choice, lost) => {
      lab.loseDevice = lost;
      lab.devices.started++;
      const dispose = (): void => {
        lab.devices.disposed++;
      };
      return Promise.resolve({ report: DEVICE, dispose });
    },
    readAsset: (path) =>
      Promise.reject(new FaultError('network-failed', { url: path, reason: 'no files here' })),
    reader: nodeReader,
    emit: (job, told) => {
      // As on the way to the page: arrays are given away.
      const event = structuredClone(told, { transfer: buffersOf(told) });
      lab.events.push({ job, event });
      lab.onEvent(event);
    },
    versions: {},
  };
  const session = new Session(host);
  await session.start('wasm');
  return Object.assign(lab, { session });
}

/** Starts the backend that all labs of a file share. */
export async function startBackend(): Promise<void> {
  await startWasm();
}

/** The small network as the file a user would drop. */
export function smallNetworkFile(seed = 1, classes = 10): File {
  const graph = buildResnet18(4, classes);
  const state = toStateDict(graph, initialParameters(graph, seed));
  const tensors = new Map([...state].map(([name, each]) => [name, { ...each, dtype: 'float32' as const }]));
  return new File([writeSafetensors(tensors)], 'small.safetensors');
}

/** A lone file as the source of a network. */
export function ownNetwork(file: File): ModelSource {
  return { kind: 'file', name: file.name, files: [{ path: file.name, file }], hint: null };
}

/** Opens the small network and answers a recipe for it that takes a second or two. */
export async function smallRecipe(lab: Lab, seed = 3): Promise<Recipe> {
  const source = ownNetwork(smallNetworkFile());
  const { name, sha256 } = await lab.session.loadModel({ job: `model ${String(lab.events.length)}`, source });
  const recipe = createRecipe({
    model: { kind: 'file', name, sha256 },
    data: { kind: 'shapes', seed: 1 },
    trigger: BADNETS_TRIGGER,
    seed,
  });
  return {
    ...recipe,
    defense: { ...recipe.defense, images: 48, batchSize: 16 },
    unlearn: { ...recipe.unlearn, maxEpochs: 3, stopRule: 'never', marginSteps: 3 },
    recover: { ...recipe.recover, epochs: 2 },
    prune: { ...recipe.prune, walk: 0.03, revealSteps: 4, carrierWalk: 0.03, sweepStep: 0.25 },
    watch: { everySteps: 4, images: 16, testImages: 48, sweepImages: 16 },
  };
}
