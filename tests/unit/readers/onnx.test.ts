/** ONNX files as data: element types, files beside files, and what a hostile one may say. */
import { describe, expect, it } from 'vitest';
import { floatTensor, nodeMessage, valueMessage } from '../../../workers/export/onnxMessages';
import { WireMessage } from '../../../workers/export/protobuf';
import { bytesSource } from '../../../workers/readers/byteSource';
import type { RawTensor } from '../../../workers/readers/elements';
import { looksLikeOnnx, readOnnx } from '../../../workers/readers/onnx';
import type { OnnxModel } from '../../../workers/readers/onnxModel';
import { named } from '../graph/tinyNetwork';
import { onnxBytes, onnxFile } from '../importers/onnx/onnxNetworks';
import { countingSource, faultOf, fixtureBytes } from './fixture';

function read(graph: WireMessage, ...others: { name: string; bytes: Uint8Array }[]): Promise<OnnxModel> {
  const file = new WireMessage().int(1, 8).message(7, graph).finish();
  return readOnnx([
    bytesSource('net.onnx', file),
    ...others.map(({ name, bytes }) => bytesSource(name, bytes)),
  ]);
}

async function tensorIn(
  message: WireMessage,
  ...others: { name: string; bytes: Uint8Array }[]
): Promise<RawTensor> {
  const { initializers } = await read(new WireMessage().message(5, message), ...others);
  return named(initializers, 'w').read();
}

/** A float32 tensor `w` without numbers. */
function bare(...dims: number[]): WireMessage {
  const message = new WireMessage().int(2, 1).text(8, 'w');
  for (const size of dims) message.int(1, size);
  return message;
}

function external(place: Readonly<Record<string, string>>, ...dims: number[]): WireMessage {
  const message = bare(...dims).int(14, 1);
  for (const [key, value] of Object.entries(place))
    message.message(13, new WireMessage().text(1, key).text(2, value));
  return message;
}

describe('ONNX files', () => {
  it('are known by their first bytes', () => {
    for (const name of ['flat', 'keras-like', 'resnet-grey', 'external', 'types'])
      expect(looksLikeOnnx(onnxBytes(`${name}.onnx`).subarray(0, 512)), name).toBe(true);
    const others = ['bare-zip.pth', 'bare-legacy.pth', 'ramp.npy', 'arrays.npz', 'three.bin', 'plain-2.pkl'];
    for (const name of others) expect(looksLikeOnnx(fixtureBytes(name).subarray(0, 512)), name).toBe(false);
    expect(looksLikeOnnx(new Uint8Array(0))).toBe(false);
    // A TensorFlow SavedModel: version 1, then a graph of many bytes where ONNX has its producer's name.
    expect(
      looksLikeOnnx(new WireMessage().int(1, 1).bytes(2, new Uint8Array(900)).finish().subarray(0, 512)),
    ).toBe(false);
  });

  it('in every element type and both ways to write it', async () => {
    const { initializers } = await readOnnx([onnxFile('types.onnx')]);
    const half = [0.5, -1.25, 3, 2 ** -10, 1000, 0];
    const whole = [0, 1, 7, 100, 2, 3];
    const expected: Readonly<Record<string, readonly number[]>> = {
      float32: half,
      float64: half,
      float16: half,
      bfloat16: half,
      int64: [-1, 2 ** 40, -(2 ** 40), 5, 6, 7],
      int32: [-1, Math.fround(2 ** 31 - 1), -(2 ** 31), 5, 6, 7],
      int8: [-128, 127, 0, 1, 2, 3],
      uint8: whole,
      bool: [0, 1, 1, 0, 0, 1],
    };
    expect(initializers.size).toBe(17);
    for (const [name, tensor] of initializers) {
      const dtype = name.replace('-raw', '');
      const data = Float32Array.from(named(new Map(Object.entries(expected)), dtype));
      expect(await tensor.read(), name).toEqual({ shape: [2, 3], dtype, data });
    }
  });

  it('are read without their numbers', async () => {
    const big = floatTensor('w', [1000, 1000], new Float32Array(1e6));
    const file = new WireMessage().int(1, 8).message(7, new WireMessage().message(5, big)).finish();
    const source = countingSource(bytesSource('net.onnx', file));
    const { initializers } = await readOnnx([source]);
    expect(source.bytesRead).toBeLessThan(100_000);
    expect((await named(initializers, 'w').read()).data).toHaveLength(1e6);
  });

  it('say what goes in and comes out', async () => {
    const { inputs, outputs, opset, producer } = await readOnnx([onnxFile('keras-like.onnx')]);
    expect([inputs, outputs]).toEqual([
      [{ name: 'input_1', dims: [null, 12, 12, 3] }],
      [{ name: 'y', dims: [null, 5] }],
    ]);
    expect([opset, producer]).toEqual([13, 'tf2onnx']);
  });

  it('keep names that mean something to JavaScript', async () => {
    const tensor = floatTensor('__proto__', [1], Float32Array.of(2));
    const node = nodeMessage('Relu', 'constructor', ['__proto__'], { ['__proto__x']: 1 });
    const { initializers, nodes } = await read(new WireMessage().message(1, node).message(5, tensor));
    expect([...initializers.keys()]).toEqual(['__proto__']);
    expect(nodes[0]).toMatchObject({ outputs: ['constructor'], inputs: ['__proto__'] });
  });
});

describe('numbers in a second file', () => {
  const data = { name: 'weights.bin', bytes: new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer) };
  const place = { location: 'weights.bin', offset: '4', length: '8' };

  it('are found by its plain name, whatever path is stated', async () => {
    for (const location of ['weights.bin', '../../weights.bin', '/etc/weights.bin', 'C:\\nets\\weights.bin'])
      expect((await tensorIn(external({ ...place, location }, 2), data)).data).toEqual(Float32Array.of(1, 2));
  });

  it('that is absent: its plain name is told', async () => {
    expect(
      await faultOf(() => tensorIn(external({ ...place, location: '../a/other.bin' }, 2), data)),
    ).toMatchObject({
      code: 'file-companion-missing',
      params: { name: 'other.bin' },
    });
  });

  it.each([
    ['an offset behind its end', { ...place, offset: '12' }, [2]],
    ['a negative offset', { ...place, offset: '-4' }, [2]],
    ['an offset that is no number', { ...place, offset: 'x' }, [2]],
    ['a length that does not fit the shape', { ...place, length: '12' }, [2]],
    ['10^12 numbers', { location: 'weights.bin' }, [1e6, 1e6]],
  ])('at an impossible place: %s', async (_, stated, dims) => {
    expect(await faultOf(() => tensorIn(external(stated, ...dims), data))).toMatchObject({
      code: 'file-damaged',
    });
  });
});

describe('what a hostile ONNX file may say', () => {
  it.each([
    ['10^12 numbers in no bytes', bare(1e6, 1e6)],
    ['10^12 numbers in four bytes', bare(1e6, 1e6).bytes(9, new Uint8Array(4))],
    ['more numbers than a number counts', bare(2 ** 40, 2 ** 40)],
    ['a negative size', bare(-1)],
    ['17 dimensions', bare(...new Array<number>(17).fill(1))],
    ['an element type that no network has', bare(1).int(2, 8)],
    ['fewer numbers than its shape says', bare(3).bytes(4, new Uint8Array(8))],
    [
      'more numbers than its shape says',
      bare(1)
        .int(2, 7)
        .bytes(7, Uint8Array.of(1, 2, 3)),
    ],
  ])('a tensor with %s', async (_, message) => {
    expect(await faultOf(() => tensorIn(message))).toMatchObject({
      code: 'file-damaged',
    });
  });

  it('two tensors of one name', async () => {
    const graph = new WireMessage().message(5, bare(1)).message(5, bare(1));
    expect(await faultOf(() => read(graph))).toMatchObject({ code: 'file-damaged', file: 'net.onnx' });
  });

  it('no network, no bytes, no file', async () => {
    expect(
      await faultOf(() => readOnnx([bytesSource('a', new WireMessage().int(1, 8).finish())])),
    ).toMatchObject({
      code: 'file-damaged',
    });
    expect(await faultOf(() => readOnnx([bytesSource('a', new Uint8Array(0))]))).toMatchObject({
      code: 'file-empty',
    });
    expect(await faultOf(() => readOnnx([]))).toMatchObject({ code: 'file-unknown' });
  });

  it('a million nodes', async () => {
    const graph = new WireMessage();
    for (let count = 0; count < 30_000; count++) graph.message(1, new WireMessage());
    expect(await faultOf(() => read(graph))).toMatchObject({
      code: 'file-too-large',
      params: { what: 'nodes' },
    });
  });

  it('messages in messages without end are not followed', async () => {
    // A graph as an attribute of a node of a graph, and so on.
    let graph = new WireMessage();
    for (let depth = 0; depth < 200; depth++) {
      const attribute = new WireMessage().text(1, 'body').message(6, graph).int(20, 5);
      graph = new WireMessage().message(1, new WireMessage().text(4, 'Loop').message(5, attribute));
    }
    const { nodes } = await read(graph);
    expect(nodes[0]?.attributes.get('body')).toEqual({ kind: 'other' });
  });

  it('a value without a size', async () => {
    const { inputs } = await read(new WireMessage().message(11, valueMessage('x', ['batch', -1, 0, 3])));
    expect(inputs).toEqual([{ name: 'x', dims: [null, null, null, 3] }]);
  });
});
