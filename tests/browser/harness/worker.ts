/** The engine's parts in a real worker of a real browser, without the engine around them. */
import { browserPlatform } from '../../../workers/device/browserPlatform';
import { startDevice, type StartedDevice } from '../../../workers/device/startDevice';
import { startTestedDevice } from '../../../workers/device/startTestedDevice';
import { backend, engine } from '../../../workers/device/tf';
import { runSelfTest } from '../../../workers/graph/selfTest';
import { type DeviceChoice, type Fault, resultOf } from '../../../workers/protocol';
import type { CommandName, Commands, LossWay, SelfTestAnswer } from './commands';
import { compareDetection } from './detection';
import { compareKernels } from './kernels';
import { prepareAndStep } from './preparation';
import { compareLogits, compareStep, compareWithRecording } from './parity';

let device: StartedDevice | null = null;
const faults: Fault[] = [];
const on = { lost: (fault: Fault) => faults.push(fault) };

async function start(choice: DeviceChoice): Promise<StartedDevice> {
  device?.dispose();
  device = null;
  device = await startDevice(choice, browserPlatform(), on);
  return device;
}

async function selfTest(choice: DeviceChoice): Promise<SelfTestAnswer> {
  device?.dispose();
  device = null;
  const before = engine().state.numTensors;
  const from = performance.now();
  device = await startTestedDevice(choice, browserPlatform(), on, runSelfTest);
  const seconds = (performance.now() - from) / 1000;
  return { report: device.report, tensors: [before, engine().state.numTensors], seconds };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a fault was told; gives up after `seconds`, which for some ways is what should happen. */
async function waitForFault(seconds: number): Promise<readonly Fault[]> {
  for (let waited = 0; waited < seconds * 10 && faults.length === 0; waited++) await sleep(100);
  return [...faults];
}

async function lose(way: LossWay): Promise<readonly Fault[]> {
  faults.length = 0;
  const started = await start('webgpu');
  // tfjs types its backends by what all of them have.
  const gpu = (backend() as unknown as { readonly device: GPUDevice }).device;
  switch (way) {
    case 'error':
      // A buffer that the processor reads may not be a vertex buffer as well.
      gpu.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.VERTEX });
      // Chromium tells of errors with the next answer from the card.
      await gpu.queue.onSubmittedWorkDone();
      return waitForFault(20);
    case 'dispose':
      device = null;
      started.dispose();
      await gpu.lost;
      return waitForFault(1);
    case 'crash':
      self.postMessage('ready to lose');
      return waitForFault(60);
    default:
      return way satisfies never;
  }
}

async function keep(record: Commands['keep']['takes']['record']): Promise<Commands['keep']['answers']> {
  const { store } = browserPlatform();
  if (store === null) throw new Error('this browser keeps nothing');
  if (record !== null) await store.write('a record of a test', record);
  return store.read('a record of a test');
}

const COMMANDS: { [C in CommandName]: (takes: Commands[C]['takes']) => Promise<Commands[C]['answers']> } = {
  start: async (takes) => (await start(takes.device)).report,
  selfTest: (takes) => selfTest(takes.device),
  logits: (takes) => compareLogits(() => start(takes.device), takes.count),
  step: (takes) => compareStep([() => start(takes.device), () => start('wasm')], takes.count),
  recordedStep: (takes) => compareWithRecording(() => start(takes.device)),
  detection: (takes) =>
    compareDetection(
      () => start(takes.device),
      () => start('wasm'),
    ),
  kernels: (takes) => compareKernels(() => start('webgpu'), takes),
  prepare: (takes) => prepareAndStep(() => start('webgpu'), takes),
  keep: (takes) => keep(takes.record),
  lose: (takes) => lose(takes.way),
};

self.onmessage = async <C extends CommandName>({
  data,
}: MessageEvent<{ command: C; takes: Commands[C]['takes'] }>) => {
  self.postMessage(await resultOf(() => COMMANDS[data.command](data.takes)));
};
