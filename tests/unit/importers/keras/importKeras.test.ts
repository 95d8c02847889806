import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../../../workers/device/relativeError';
import { importKeras } from '../../../../workers/importers/keras/importKeras';
import { layer, sequentialFile, values } from './build';
import { startBackend } from '../../graph/backends';
import { answerOf, type Form, logitsOf, noise, readForm, softmaxRows } from './fixtures';

const FORMS: readonly Form[] = ['tfjs', 'keras 2 h5', 'keras 3 zip'];
const NAMES = ['plain-stack', 'functional', 'nested', 'quantised'] as const;
const ENDS_IN_SOFTMAX = new Set(['plain-stack', 'functional', 'quantised']);
const LARGEST_ERROR = 1e-5;

beforeAll(() => startBackend('wasm'));

describe.each(NAMES)('the network %s', (name) => {
  const forms = name === 'quantised' ? (['tfjs'] as const) : FORMS;

  it.each(forms)('answers as TensorFlow.js does: %s', async (form) => {
    const { graph, host, notes, unused } = importKeras(await readForm(name, form));
    const { shape, answer } = answerOf(name);
    expect(graph.inputShape).toEqual(shape);
    expect(unused).toEqual([]);
    expect([...host.keys()]).toEqual([...graph.parameters.keys()]);
    const logits = await logitsOf(graph, host, noise(shape.reduce((a, b) => a * b, 2)));
    const isSoftmax = ENDS_IN_SOFTMAX.has(name);
    expect(notes.some(({ kind }) => kind === 'softmax-removed')).toBe(isSoftmax);
    const found = isSoftmax ? softmaxRows(logits, graph.classes) : [...logits];
    expect(found).toHaveLength(answer.length);
    expect(relativeError(Float32Array.from(found), Float32Array.from(answer))).toBeLessThan(LARGEST_ERROR);
  });
});

describe('numbered weights of Keras 3', () => {
  it('find layers of any name by class and order, over gaps in the numbers', () => {
    const conv = (name: string) => layer('Conv2D', name, { kernel_size: 1, use_bias: false });
    const layers = [
      conv('first'),
      layer('Flatten', 'flat'),
      layer('Dense', 'conv2d', { units: 2, use_bias: false }),
    ];
    const described = sequentialFile([1, 1, 1], [conv('second'), ...layers], '3.1.0');
    const group = (name: string, ...numbers: number[]) => ({
      group: `layers/${name}`,
      label: null,
      tensors: [{ name: '0', tensor: values(name === 'dense' ? [1, 2] : [1, 1, 1, 1], ...numbers) }],
    });
    const weights = [group('conv2d', 3), group('conv2d_2', 4), group('dense', 5, 6)];
    const { host, unused } = importKeras({ ...described, naming: 'by-class', weights });
    expect([...host].map(([name, { data }]) => [name, [...data]])).toEqual([
      ['second.weight', [3]],
      ['first.weight', [4]],
      ['conv2d.weight', [5, 6]],
    ]);
    expect(unused).toEqual([]);
  });
});
