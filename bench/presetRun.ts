/** A preset from start to report, as `npm run rnp -- run` does it, with every pass written down. */
import { createNodeSession } from '../cli/nodeSession';
import { recipeOf } from '../cli/recipeOf';
import { runWithFiles } from '../cli/runWithFiles';
import type { Report } from '../workers/protocol';
import { wasmAssets } from './device';
import { meterKernels } from './kernelMeter';
import { timed, type Times, wallClock } from './measure';
import { type Pass, PassLog } from './passLog';

const NO_FILES = {
  model: [],
  defense: [],
  test: [],
  poisoned: [],
  pixels: { normalisation: 'shapes' },
} as const;

export interface PresetResult extends Times {
  readonly passes: readonly Pass[];
  readonly elapsedMs: Report['elapsedMs'];
  readonly steps: { readonly unlearn: number; readonly recover: number };
  readonly threads: number;
}

/** Runs a preset on the wasm backend; the times include the start of the device and its self-test. */
export async function runPreset(preset: string, threads: number): Promise<PresetResult> {
  const recipe = await recipeOf(preset);
  const session = createNodeSession(() => undefined, { wasm: wasmAssets(threads) });
  const log = new PassLog();
  let report: Report | null = null;
  let stop = (): void => undefined;
  try {
    const times = await timed(async () => {
      await session.start('wasm');
      stop = meterKernels('wasm', wallClock, (run) => log.hear(run));
      report = await runWithFiles(session, recipe, NO_FILES);
    });
    const { elapsedMs, unlearn, recover, device } = reportOf(report);
    return {
      ...times,
      passes: log.list(),
      elapsedMs,
      steps: { unlearn: unlearn.steps, recover: recover.steps },
      threads: device.threads,
    };
  } finally {
    stop();
    session.dispose();
  }
}

function reportOf(report: Report | null): Report {
  if (report === null) throw new RangeError('the run gave no report');
  return report;
}
