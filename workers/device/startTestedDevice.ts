/** Starts a device and lets it prove itself before anything is computed on it. */
import { type BackendId, type DeviceChoice, FaultError, SELF_TEST_LIMIT } from '../protocol';
import type { DevicePlatform } from './platform';
import type { RefusalReason } from './runningBackend';
import { type DeviceListeners, startDevice, type StartedDevice } from './startDevice';

/** Runs one training step on the current backend; answers with its largest relative error. */
export type SelfTest = () => Promise<number>;

interface TestOutcome {
  readonly error: number;
  /** What was thrown, for the copied report. */
  readonly detail?: string;
}

/** A device that throws in the test is as wrong as one that gives wrong numbers. */
async function outcomeOf(test: SelfTest): Promise<TestOutcome> {
  try {
    return { error: await test() };
  } catch (thrown) {
    return { error: Number.POSITIVE_INFINITY, detail: String(thrown) };
  }
}

/** Holds back what is said about a device that nobody has been given yet. */
function holdBack({ lost }: DeviceListeners): DeviceListeners & { release(): void; spoilt(): boolean } {
  let isReleased = false;
  let isSpoilt = false;
  return {
    lost: (fault) => {
      isSpoilt = true;
      if (isReleased) lost(fault);
    },
    release: () => {
      isReleased = true;
    },
    spoilt: () => isSpoilt,
  };
}

/**
 * As {@link startDevice}, with the self-test's error in the report. With `auto`, a device that fails the test, or is lost
 * in it, is passed over; one that was asked for is not, and is kept if it is `trusted` all the same.
 * @throws FaultError `self-test-failed` {device, error, limit}; `device-unavailable` {asked, reason}
 */
export async function startTestedDevice(
  choice: DeviceChoice,
  platform: DevicePlatform,
  on: DeviceListeners,
  test: SelfTest,
  trusted = false,
): Promise<StartedDevice> {
  const refused = new Map<BackendId, RefusalReason>();
  for (;;) {
    const held = holdBack(on);
    const started = await startDevice(choice, platform, held, refused);
    const { report } = started;
    const { error, ...extra } = await outcomeOf(test);
    const limit = trusted && choice !== 'auto' ? Number.MAX_VALUE : SELF_TEST_LIMIT;
    if (error <= limit && !held.spoilt()) {
      held.release();
      return { ...started, report: { ...report, selfTestError: error } };
    }
    started.dispose();
    if (choice !== 'auto' || report.backend === 'cpu') {
      const params = { device: report.backend, error, limit: SELF_TEST_LIMIT };
      throw new FaultError('self-test-failed', params, extra);
    }
    refused.set(report.backend, report.backend === 'wasm' ? 'wasm-failed' : 'gpu-failed');
  }
}
