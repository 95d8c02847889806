/** The doors that files and links come through, from the first byte to a network, a report, pictures or a recipe. */
import { writeNpz } from '../../../workers/export/npz';
import { writeSafetensors } from '../../../workers/export/safetensors';
import { writeTorchZip } from '../../../workers/export/torchZip';
import { initialParameters } from '../../../workers/nets/initialise';
import { toStateDict } from '../../../workers/nets/layout';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { FaultError } from '../../../workers/protocol/faults';
import { bytesSource } from '../../../workers/readers/byteSource';
import type { RawTensor } from '../../../workers/readers/elements';
import type { ReadImagesOptions } from '../../../workers/readers/images/contract';
import { readImageSet } from '../../../workers/reading/readImageSet';
import { examineNetwork, readNetwork } from '../../../workers/reading/readNetwork';
import { packRecipe } from '../../../src/link/fullForm';
import { presetRecipe } from '../../../src/link/preset';
import { restoreAttackLink, writeAttackLink } from '../../../src/link/attackLink';
import { restoreLink } from '../../../src/link/restoreLink';
import { restoreReport } from '../../../src/link/restoreReport';
import { plausibleReport } from '../../unit/run/plausibleRun';
import { PRESETS } from '../../unit/link/presetList';
import { either, LINK, PIECEWISE, PLAIN, REPEATED, UNPACKED } from '../budgets';
import { fixture, withoutChecksums } from '../fixtures';
import type { FuzzTarget } from '../target';

/** A network of one channel: all the names of a real one, and hardly a number. */
function stateDict(): ReadonlyMap<string, RawTensor> {
  const graph = buildResnetCifar({ width: 1, classes: 2, blocks: [1, 1], inputChannels: 1 });
  const state = toStateDict(graph, initialParameters(graph, 1));
  return new Map([...state].map(([name, tensor]) => [name, { ...tensor, dtype: 'float32' }]));
}

/** A network in each format that one file can hold. */
function networks(): readonly Uint8Array[] {
  const state = stateDict();
  return [
    writeSafetensors(state, {}),
    withoutChecksums(writeTorchZip(state, { name: 'net', wrapper: 'state_dict' })),
    withoutChecksums(writeNpz(state)),
    fixture('keras/small/keras2.h5'),
    withoutChecksums(fixture('keras/small/keras3.keras')),
    fixture('onnx/squeeze.onnx'),
  ];
}

/** Pictures inside a checkpoint are pixels already. */
const OPTIONS: ReadImagesOptions = {
  decode: () => Promise.reject(new FaultError('file-damaged', { reason: 'no picture' })),
  size: null,
  channels: null,
  label: null,
  classes: null,
  split: null,
};

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function links(): Promise<readonly Uint8Array[]> {
  const [preset] = PRESETS;
  if (preset === undefined) throw new Error('no presets');
  const packed = await packRecipe(presetRecipe(preset));
  return [`#p=badnets-16&s=7&u.learningRate=0.02&filter=layer4.1.bn2:37&x=0.918/0.012`, `#r1=${packed}`].map(
    text,
  );
}

export const targets = async (): Promise<readonly FuzzTarget[]> => {
  const poisoned = ['attack-memory.pt', 'attack-memory-legacy.pt'].map(fixture);
  return [
    {
      reader: 'network',
      seeds: networks(),
      budget: either(UNPACKED, REPEATED, PIECEWISE),
      read: (bytes) => readNetwork([bytesSource('fuzz', bytes)], null),
    },
    {
      reader: 'file-doctor',
      seeds: networks(),
      budget: either(UNPACKED, REPEATED, PIECEWISE),
      read: (bytes) => examineNetwork([bytesSource('fuzz', bytes)], null),
    },
    {
      reader: 'poisoned-pictures',
      seeds: poisoned.map(withoutChecksums),
      budget: either(UNPACKED, REPEATED),
      read: (bytes) => readImageSet([bytesSource('fuzz', bytes)], OPTIONS),
    },
    {
      reader: 'link',
      seeds: await links(),
      budget: LINK,
      read: (bytes) => restoreLink(textOf(bytes), PRESETS),
    },
    {
      reader: 'attack-link',
      seeds: [text(await writeAttackLink(createAttackRecipe({ id: 'badnets' })))],
      budget: LINK,
      read: (bytes) => restoreAttackLink(textOf(bytes)),
    },
    {
      reader: 'report',
      seeds: [text(JSON.stringify(plausibleReport()))],
      budget: PLAIN,
      read: (bytes) => restoreReport(textOf(bytes)),
    },
  ];
};
