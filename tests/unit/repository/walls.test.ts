/** The lint rule that holds the walls is itself held: an arrow that must not exist is refused, one that must exist is not. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { wallBetween } from '../../../scripts/walls.mjs';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const REFUSED = [
  ['src/app/App.tsx', '../../workers/engine/session'],
  ['src/app/App.tsx', '../../workers/graph/graph'],
  ['src/app/App.tsx', '@tensorflow/tfjs-core'],
  ['src/app/App.tsx', 'comlink'],
  ['src/app/App.tsx', 'node:fs'],
  ['workers/protocol/recipe.ts', '../engine/rng'],
  ['workers/readers/torch.ts', '../graph/graph'],
  ['workers/readers/torch.ts', '../../src/text/faults'],
  ['workers/readers/torch.ts', 'fs'],
  ['workers/graph/forward.ts', '../rnp/unlearn'],
  ['workers/graph/forward.ts', '@tensorflow/tfjs-core'],
  ['workers/device/tf.ts', '../graph/graph'],
  ['workers/rnp/unlearn.ts', '../engine/session'],
  ['workers/rnp/unlearn.ts', '../training/train'],
  ['workers/rnp/unlearn.ts', '../defenses/tune'],
  ['workers/detection/neuralCleanse.ts', '../rnp/relay'],
  ['workers/defenses/rnpFt.ts', '../engine/run'],
  ['workers/engine/session.ts', 'comlink'],
  ['workers/engine/session.ts', 'zustand/vanilla'],
  ['workers/data/images.ts', '../device/tf'],
  ['cli/rnp.ts', '../src/app/App'],
  ['cli/rnp.ts', '../bench/measure'],
  ['src/compare/columns.ts', '../state/compareStore'],
  ['bench/training.ts', '../src/app/App'],
  ['bench/training.ts', '@tensorflow/tfjs-core'],
] as const;

const ALLOWED = [
  ['src/app/App.tsx', '../../workers/protocol'],
  ['src/app/App.tsx', '../../workers/protocol/faults'],
  ['src/app/App.tsx', './App.module.css'],
  ['src/app/App.tsx', 'react-dom/client'],
  ['src/client/engineConnection.ts', 'comlink'],
  ['workers/engine.worker.ts', 'comlink'],
  ['workers/engine.worker.ts', './engine/session'],
  ['workers/engine/session.ts', '../rnp/unlearn'],
  ['workers/rnp/unlearn.ts', '../engine/rng'],
  ['workers/rnp/unlearn.ts', '../device/tf'],
  ['workers/defenses/unlearnedCopy.ts', '../rnp/unlearn'],
  ['workers/defenses/foundTrigger.ts', '../detection/neuralCleanse'],
  ['workers/graph/forward.ts', '../device/batchNorm'],
  ['workers/device/tf.ts', '@tensorflow/tfjs-backend-wasm'],
  ['workers/data/images.ts', '../readers/images/cifarBinary'],
  ['cli/rnp.ts', '../workers/engine/session'],
  ['cli/mergeCommand.ts', '../src/compare/tableExport'],
  ['src/features/compare/curves.ts', '../../compare/runRecord'],
  ['cli/rnp.ts', 'node:fs'],
  ['bench/training.ts', '../workers/graph/gradients'],
  ['bench/device.ts', '../cli/nodePlatform'],
  ['tests/unit/graph/forward.test.ts', '../../../workers/graph/forward'],
] as const;

describe('walls', () => {
  it.each(REFUSED)('%s must not import %s', (file, specifier) => {
    expect(wallBetween(at(file), specifier)).toContain('may');
  });

  it.each(ALLOWED)('%s may import %s', (file, specifier) => {
    expect(wallBetween(at(file), specifier)).toBeNull();
  });
});
