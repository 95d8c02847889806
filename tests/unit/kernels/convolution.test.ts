import { beforeAll, describe, expect, it } from 'vitest';
import { attributes, CASES, DEPTHWISE } from './convolutionCases';
import { startWasm } from './nodeWasm';
import { referenceConvolution, shapesOf, type Case } from './referenceConvolution';
import { makeValues, relativeError, runKernel } from './tensors';

const BUILDS = [
  { name: 'plain', relaxed: false },
  { name: 'relaxed', relaxed: true },
];
const LARGEST_ERROR = 1e-5;
function valuesOf(conv: Case, depthwise = false) {
  const shapes = shapesOf(conv, depthwise);
  const [x, filter, dy] = [makeValues(shapes.x, 1), makeValues(shapes.filter, 2), makeValues(shapes.y, 3)];
  return { x, filter, dy, expected: referenceConvolution(conv, x.data, filter.data, dy.data, depthwise) };
}

describe.each(BUILDS)('the $name build', ({ relaxed }) => {
  beforeAll(async () => {
    await startWasm({ relaxed });
  });

  describe.each(CASES)('convolution: $name', (conv) => {
    const { x, filter, dy, expected } = valuesOf(conv);

    it('computes the output', () => {
      const [y] = runKernel('Conv2D', { x, filter }, attributes(conv, {}));
      expect(y?.shape).toEqual(dy.shape);
      expect(relativeError(y, expected.y)).toBeLessThanOrEqual(LARGEST_ERROR);
    });

    it('computes the gradient of the input', () => {
      const [dx] = runKernel(
        'Conv2DBackpropInput',
        { dy, filter },
        attributes(conv, { inputShape: [...x.shape] }),
      );
      expect(dx?.shape).toEqual(x.shape);
      expect(relativeError(dx, expected.dx)).toBeLessThanOrEqual(LARGEST_ERROR);
    });

    it('computes the gradient of the filter', () => {
      const [dw] = runKernel(
        'Conv2DBackpropFilter',
        { x, dy },
        attributes(conv, { filterShape: [...filter.shape] }),
      );
      expect(dw?.shape).toEqual(filter.shape);
      expect(relativeError(dw, expected.dw)).toBeLessThanOrEqual(LARGEST_ERROR);
    });
  });
});

describe.each(DEPTHWISE)('depthwise convolution: $name', (conv) => {
  const { x, filter, dy, expected } = valuesOf(conv, true);

  it('computes the gradient of the input', () => {
    const attrs = attributes(conv, { inputShape: [...x.shape] });
    const [dx] = runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, attrs);
    expect(relativeError(dx, expected.dx)).toBeLessThanOrEqual(LARGEST_ERROR);
  });

  it('computes the gradient of the filter', () => {
    const attrs = attributes(conv, { filterShape: [...filter.shape] });
    const [dw] = runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, attrs);
    expect(relativeError(dw, expected.dw)).toBeLessThanOrEqual(LARGEST_ERROR);
  });
});

describe('what our kernels do not cover', () => {
  it('leaves dilation to the kernel of tfjs', () => {
    // Dilating 2x2 taps by 2 equals 3x3 taps with zeros between them.
    const x = makeValues([1, 6, 6, 4], 1);
    const filter = makeValues([2, 2, 4, 5], 2);
    const spread = { shape: [3, 3, 4, 5], data: new Float32Array(180) };
    [0, 2, 6, 8].forEach((tap, index) =>
      spread.data.set(filter.data.subarray(index * 20, index * 20 + 20), tap * 20),
    );
    const attrs = { strides: 1, pad: 'valid', dataFormat: 'NHWC' };
    const [dilated] = runKernel('Conv2D', { x, filter }, { ...attrs, dilations: 2 });
    const [expected] = runKernel('Conv2D', { x, filter: spread }, { ...attrs, dilations: 1 });
    expect(relativeError(dilated, expected?.data ?? [])).toBeLessThanOrEqual(LARGEST_ERROR);
  });

  it('refuses channels first with a fault', () => {
    const x = makeValues([1, 4, 6, 6], 1);
    const attrs = { strides: 1, pad: 'valid', dataFormat: 'NCHW', filterShape: [3, 3, 4, 2] };
    expect(() => runKernel('Conv2DBackpropFilter', { x, dy: makeValues([1, 2, 4, 4], 2) }, attrs)).toThrow(
      'layer-unsupported',
    );
  });
});
