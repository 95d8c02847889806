/** The files we write, read by the frameworks they are for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpz } from '../../../workers/export/npz';
import type { StoredTensor } from '../../../workers/export/storedTensor';
import { writeTorchZip } from '../../../workers/export/torchZip';
import { ELEMENT_TYPES } from '../../../workers/readers/elements';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { fixture } from '../readers/fixture';
import { hasPython, runPython } from './python';

/** Values that need rounding: ties, subnormals, overflow, signs. */
const HARD = [
  0,
  -0,
  1 + 2 ** -11,
  1 + 3 * 2 ** -11,
  1.00390625,
  65519.99,
  65520,
  1e-7,
  3e-8,
  -1e-5,
  1e38,
  -Infinity,
];

function written(): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const dtype of ELEMENT_TYPES) {
    const isReal = dtype.includes('float');
    const data = isReal ? Float32Array.from(HARD) : [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 127];
    tensors.set(`module.${dtype}`, { shape: [2, 3, 2], dtype, data });
  }
  tensors.set('scalar', { shape: [], dtype: 'int64', data: [782] });
  tensors.set('empty', { shape: [0, 3], dtype: 'float32', data: [] });
  tensors.set('grün ✓', { shape: [1], dtype: 'uint8', data: [255] });
  return tensors;
}

const READ_TORCH = `
import json, sys, torch
def read(path, wrapper, only_weights):
    root = torch.load(path, weights_only=only_weights)
    for key in wrapper.split('.') if wrapper else []:
        assert type(root) is dict and list(root) == [key]
        root = root[key]
    ramp = root['module.float32']
    for name in ('float16', 'bfloat16', 'float64'):
        pair = [root['module.' + name], ramp.to(getattr(torch, name))]
        assert torch.equal(*(t.view(torch.int16) if t.element_size() == 2 else t for t in pair)), name
    facts = [[k, str(v.dtype), list(v.shape), v.is_contiguous()] for k, v in root.items()]
    values = [root[k].flatten().tolist() for k in ('module.int64', 'module.bool', 'scalar')]
    return [type(root).__name__, facts, values]
def same(original, path):
    a, b = torch.load(original), torch.load(path)
    return list(a) == list(b) and all(a[k].dtype == b[k].dtype and torch.equal(a[k], b[k]) for k in a)
jobs = json.loads(sys.argv[1])
print(json.dumps([[read(*job) for job in jobs['read']], [same(*job) for job in jobs['same']]]))
`;

const READ_NUMPY = `
import json, numpy, sys
arrays = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps([[k, str(arrays[k].dtype), list(arrays[k].shape), arrays[k].astype('f8').flatten().tolist()[1:]] for k in arrays.files
                  if 'float' not in k]))
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rnp-export-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starting PyTorch takes seconds: one start does for all files. */
describe.skipIf(!hasPython('torch'))('torch.load, with and without weights_only', () => {
  it('reads every type rounded as PyTorch rounds, bare and wrapped, and finds its own files unchanged', async () => {
    const tensors = written();
    const read = [null, 'state_dict', 'model.state_dict'].flatMap((wrapper) => {
      const path = join(folder, `${wrapper ?? 'bare'}.pth`);
      writeFileSync(path, writeTorchZip(tensors, { name: 'net', wrapper }));
      return [true, false].map((onlyWeights) => [path, wrapper ?? '', onlyWeights]);
    });
    const same: string[][] = [];
    for (const name of ['exact.pth', 'dtypes-zip.pth', 'windows-zip.pth']) {
      const path = join(folder, name);
      const original = await readTorchCheckpoint(fixture(name));
      writeFileSync(path, writeTorchZip(original.tensors, { name: 'again', wrapper: null }));
      same.push([new URL(`../../fixtures/${name}`, import.meta.url).pathname, path]);
    }
    const whole = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 127];
    const expected = [
      'OrderedDict',
      [...tensors].map(([name, { dtype, shape }]) => [name, `torch.${dtype}`, shape, true]),
      [whole, whole.map((value) => value !== 0), [782]],
    ];
    expect(runPython(READ_TORCH, JSON.stringify({ read, same }))).toEqual([
      read.map(() => expected),
      [true, true, true],
    ]);
  });
});

describe.skipIf(!hasPython('numpy'))('numpy.load', () => {
  it('reads our npz: names with dots, scalars, empty arrays', () => {
    const path = join(folder, 'net.npz');
    writeFileSync(path, writeNpz(written()));
    const whole = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 127];
    expect(runPython(READ_NUMPY, path)).toEqual([
      ...['int64', 'int32', 'int16', 'int8', 'uint8'].map((type) => [
        `module.${type}`,
        type,
        [2, 3, 2],
        whole,
      ]),
      ['module.bool', 'bool', [2, 3, 2], Array(11).fill(1)],
      ['scalar', 'int64', [], []],
      ['empty', 'float32', [0, 3], []],
      ['grün ✓', 'uint8', [1], []],
    ]);
  });
});
