/**
 * The page's one engine: started when first needed, replaced when it dies. What the user opened survives it,
 * because files are kept as handles and the recipe names everything else.
 */
import type { Remote } from 'comlink';
import type { DeviceChoice, DeviceReport, EngineApi, Fault, JobId, Result } from '../../workers/protocol';
import { engineStore, type LoadingWhat } from '../state/engineStore';
import { runStore } from '../state/runStore';
import { steered } from '../state/steered';
import { isAlive } from '../state/transition';
import { EngineConnection, type EngineHost } from './engineConnection';
import { startEngineWorker } from './engineHost';
import { pageUrl } from './pageFiles';
import { expectJob, finishJob, receiveEnvelope, resetReceiver } from './receiver';

export type Command<T> = (api: Remote<EngineApi>) => Promise<Result<T>>;

let startHost: () => EngineHost = startEngineWorker;
let connection: EngineConnection | null = null;
let hello: Promise<Result<DeviceReport>> | null = null;
let wantedDevice: DeviceChoice = 'auto';
let isTrusted = false;
let jobCount = 0;
/** What the present engine holds, as keys made by the load commands. */
const holds = { model: '', data: '' };

/** Puts another engine behind the client: for tests, which bring a scripted one. */
export function setEngineHost(factory: () => EngineHost): void {
  closeEngine({ code: 'cancelled', params: {} });
  startHost = factory;
}

/** A new job id. Made by the page, so that events can be matched before their command has answered. */
export function newJob(kind: string): JobId {
  jobCount++;
  return `${kind}-${jobCount}-${Math.floor(performance.timeOrigin).toString(36)}`;
}

/** What the present engine has loaded; empty keys after a restart. */
export function engineHolds(): { model: string; data: string } {
  return holds;
}

/** Ends the worker; calls that wait are settled with `fault`. A later command starts a new one. */
export function closeEngine(fault: Fault): void {
  connection?.close(fault);
  connection = null;
  hello = null;
  holds.model = '';
  holds.data = '';
  resetReceiver();
}

function onCrash(fault: Fault): void {
  closeEngine(fault);
  // A run that was alive is settled by its own pending call.
  engineStore.setState({ status: 'failed', fault });
}

async function greet(): Promise<Result<DeviceReport>> {
  engineStore.setState({ status: 'starting', fault: null });
  // The engine's own start-up has no job id in the protocol: its progress comes under this fixed one.
  expectJob('hello', 'engine');
  const started = new EngineConnection(startHost(), receiveEnvelope, onCrash);
  connection = started;
  const result = await started.hello(wantedDevice, isTrusted, pageUrl('.'));
  finishJob('hello');
  if (connection !== started) return result;
  if (result.ok) engineStore.setState({ status: 'ready', device: result.value });
  else {
    closeEngine(result.fault);
    engineStore.setState({ status: 'failed', fault: result.fault });
  }
  return result;
}

/** Starts the engine, or waits for the one that starts. */
export function ensureEngine(): Promise<Result<DeviceReport>> {
  hello ??= greet();
  return hello;
}

/**
 * Starts the engine on `device`; an engine on another device is ended first. `trusted`: also where it fails its self-test.
 * Fault `run-busy` while a run is alive.
 */
export async function connect(
  device: DeviceChoice = wantedDevice,
  trusted = device === wantedDevice && isTrusted,
): Promise<Result<DeviceReport>> {
  if (device !== wantedDevice && connection !== null) {
    if (isAlive(steered().status)) return refuse({ code: 'run-busy', params: {} });
    closeEngine({ code: 'cancelled', params: {} });
  }
  wantedDevice = device;
  isTrusted = trusted;
  return ensureEngine();
}

function refuse(fault: Fault): { ok: false; fault: Fault } {
  engineStore.setState({ fault });
  return { ok: false, fault };
}

/** Sends a command to the engine, starting it where there is none. */
export async function call<T>(command: Command<T>): Promise<Result<T>> {
  const ready = await ensureEngine();
  if (!ready.ok) return ready;
  if (connection === null) return { ok: false, fault: { code: 'cancelled', params: {} } };
  return connection.call(command);
}

/** Sends a command that reports progress under a job of its own. */
export async function callJob<T>(
  what: LoadingWhat,
  command: (api: Remote<EngineApi>, job: JobId) => Promise<Result<T>>,
): Promise<Result<T>> {
  const job = newJob(what);
  expectJob(job, what);
  const result = await call((api) => command(api, job));
  finishJob(job);
  return result;
}

/** Shows a fault where it belongs; what the user or a newer request took back is no news. */
export function showFault(fault: Fault, where: 'engine' | 'run'): void {
  if (fault.code === 'superseded' || fault.code === 'cancelled') return;
  if (where === 'engine') engineStore.setState({ fault });
  else runStore.setState({ fault });
}
