/** Files that are nearly a known network: what is said about them, and that nothing but a fault ever comes of a file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultText } from '../../../src/text/faults';
import type { Graph } from '../../../workers/graph/graph';
import type { Shapes } from '../../../workers/nets/family';
import { loadStateDict } from '../../../workers/nets/load';
import { differencesOf } from '../../../workers/nets/nearness';
import { recognise } from '../../../workers/nets/recognise';
import { buildResnet18, buildResnetCifar } from '../../../workers/nets/resnetCifar';
import { FaultError } from '../../../workers/protocol/faults';
import type { RawTensor } from '../../../workers/readers/elements';
import { faultOf } from '../readers/fixture';
import { RUNS } from './goldens';
import { madeUpState, savedShapes } from './madeUp';

type State = Map<string, RawTensor>;

const small = buildResnetCifar({ width: 4, classes: 6, blocks: [2, 2, 2, 2], inputChannels: 3 });

function changed(graph: Graph, change: (state: State) => void): State {
  const state = madeUpState(graph);
  change(state);
  return state;
}

function dropped(graph: Graph, isGone: (name: string) => boolean): State {
  return changed(graph, (state) => {
    for (const name of [...state.keys()]) if (isGone(name)) state.delete(name);
  });
}

function shapesOf(state: State): Shapes {
  return new Map([...state].map(([name, { shape }]) => [name, shape]));
}

describe('a file that comes near', () => {
  it.each([
    [64, 100],
    [32, 10],
  ])('is that network where only its numbers are unusual: width %d, %d classes', (width, classes) => {
    const [best] = recognise(savedShapes(buildResnet18(width, classes)));
    expect(best?.graph.architecture).toBe(`ResNet-18 (CIFAR layout), width ${String(width)}`);
    expect(best?.graph.classes).toBe(classes);
    expect(best && differencesOf(best)).toEqual([]);
  });

  it('is named with what it lacks: shortcuts without batch norm', async () => {
    const state = dropped(buildResnet18(64, 100), (name) => name.includes('shortcut.1'));
    const [best] = recognise(shapesOf(state));
    expect(best && differencesOf(best)).toEqual([{ kind: 'missing', part: 'shortcut.1', count: 12 }]);
    const fault = await faultOf(() => loadStateDict(state));
    expect(fault).toMatchObject({
      code: 'tensor-missing',
      params: {
        count: 12,
        near: 'ResNet-18 (CIFAR layout), width 64',
        classes: 100,
        lacks: 'shortcut.1',
      },
    });
    expect(faultText(fault).cause).toContain(
      'ResNet-18 (CIFAR layout), width 64, 100 classes, without shortcut batch norm',
    );
  });

  it('names a single missing tensor in full', () => {
    const [best] = recognise(shapesOf(dropped(small, (name) => name === 'layer3.1.bn2.bias')));
    expect(best && differencesOf(best)).toEqual([{ kind: 'missing', part: 'layer3.1.bn2.bias', count: 1 }]);
  });

  it('is opened where it holds more than the network', () => {
    const state = changed(small, (each) => {
      each.set('decoder.0.weight', { shape: [2, 2], dtype: 'float32', data: new Float32Array(4) });
      each.set('decoder.0.bias', { shape: [2], dtype: 'float32', data: new Float32Array(2) });
    });
    const [best] = recognise(shapesOf(state));
    expect(best && differencesOf(best)).toEqual([{ kind: 'unused', part: 'decoder.0', count: 2 }]);
    expect(loadStateDict(state).unused).toEqual(['decoder.0.weight', 'decoder.0.bias']);
  });

  it('has a head that lies the other way round', async () => {
    const state = changed(small, (each) => {
      each.set('linear.weight', { shape: [32, 6], dtype: 'float32', data: new Float32Array(192) });
    });
    expect(await faultOf(() => loadStateDict(state))).toMatchObject({
      code: 'shape-mismatch',
      params: {
        name: 'linear.weight',
        found: '32x6',
        expected: '6x32',
        near: small.architecture,
        classes: 6,
      },
    });
  });

  it.each<[string, string, readonly number[]]>([
    ['a large stem', 'conv1.weight', [4, 3, 7, 7]],
    ['a stem without channels', 'conv1.weight', [0, 3, 3, 3]],
    ['pictures of two channels', 'conv1.weight', [4, 2, 3, 3]],
  ])('has %s', async (_, name, shape) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const state = changed(small, (each) => each.set(name, { shape, dtype: 'float32', data }));
    expect(await faultOf(() => loadStateDict(state))).toMatchObject({
      code: 'shape-mismatch',
      params: { name },
    });
  });

  it('lacks a whole stage or its classifier', async () => {
    for (const part of ['layer2.', 'linear.']) {
      const fault = await faultOf(() => loadStateDict(dropped(small, (name) => name.startsWith(part))));
      expect(fault).toMatchObject({ code: 'tensor-missing', params: { near: small.architecture } });
    }
  });

  it('is told what it lacks only where it has more than half', async () => {
    const half = dropped(small, (name) => /^(layer3|layer4|linear)/.test(name));
    half.set('layer4.1.bn2.bias', { shape: [32], dtype: 'float32', data: new Float32Array(32) });
    const { code, params } = await faultOf(() => loadStateDict(half));
    expect(code).toBe('architecture-unknown');
    expect(params).toMatchObject({ near: small.architecture, count: half.size });
  });

  it('is not recognised where it is something else', async () => {
    const generator = new Map<string, RawTensor>();
    for (const [at, shape] of [
      [100, 64, 4, 4],
      [64, 32, 4, 4],
      [32, 3, 4, 4],
    ].entries()) {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      generator.set(`main.${String(at * 3)}.weight`, { shape, dtype: 'float32', data });
    }
    for (const state of [generator, new Map<string, RawTensor>()]) {
      expect(recognise(shapesOf(state))).toEqual([]);
      const { code, params } = await faultOf(() => loadStateDict(state));
      expect(code).toBe('architecture-unknown');
      expect(params['near']).toBeUndefined();
    }
  });
});

describe('hints', () => {
  it('name the family, whatever comes nearer', async () => {
    const fault = await faultOf(() => loadStateDict(madeUpState(small), { architecture: 'preact-resnet' }));
    expect(fault).toMatchObject({ code: 'shape-mismatch', params: { name: 'layer2.0.bn1.weight' } });
  });

  it('of a family that does not exist are refused', async () => {
    expect(await faultOf(() => recognise(new Map(), { architecture: 'alexnet' }))).toMatchObject({
      code: 'argument-invalid',
    });
  });

  it('give the size, and are refused where the network leaves nothing of it', async () => {
    const { graph, notes } = loadStateDict(madeUpState(small), { inputSize: [48, 40] });
    expect(graph.inputShape).toEqual([48, 40, 3]);
    expect(notes).toEqual([]);
    const vgg = RUNS['vgg19-cifar']?.graph() ?? small;
    const fault = await faultOf(() => loadStateDict(madeUpState(vgg), { inputSize: [28, 28] }));
    expect(fault).toMatchObject({ code: 'argument-invalid', params: { argument: 'inputSize' } });
  });

  it('put tensors in the place of parameters, with or without `module.`', () => {
    for (const prefix of ['', 'module.']) {
      const state = new Map(
        [...madeUpState(small)].map(([name, tensor]) => [prefix + name.replace('linear.', 'head.'), tensor]),
      );
      const mapping: [string, string][] = [
        ['linear.weight', 'head.weight'],
        ['linear.bias', `${prefix}head.bias`],
      ];
      const { origin, unused } = loadStateDict(state, { mapping });
      expect(unused).toEqual([]);
      expect(origin.entries.find(({ parameter }) => parameter === 'linear.bias')?.name).toBe(
        `${prefix}head.bias`,
      );
    }
  });

  it('displace the tensor of that name', () => {
    const state = changed(small, (each) => {
      each.set('better.bias', { shape: [6], dtype: 'float32', data: new Float32Array(6).fill(3) });
    });
    const { host, unused } = loadStateDict(state, { mapping: [['linear.bias', 'better.bias']] });
    expect(host.get('linear.bias')?.data).toEqual(new Float32Array(6).fill(3));
    expect(unused).toEqual(['linear.bias']);
  });
});

describe('any file', () => {
  it('that names more blocks than it has tensors is nothing known', () => {
    const shapes = new Map(
      [1, 2, 3, 4, 5].map((stage) => [`layer${String(stage)}.47.conv3.weight`, [4, 4, 1, 1]]),
    );
    shapes.set('block1.layer.40.conv1.weight', [4, 4, 3, 3]);
    expect(recognise(shapes)).toEqual([]);
  });

  const states = Object.values(RUNS).map(({ graph }) => savedShapes(graph()));

  it('is recognised or not, within milliseconds, and never more than a fault', () => {
    // Of the processor, since other tests run beside this one.
    let [elapsedMs, runs] = [0, 0];
    const damage = fc.record({
      at: fc.nat(states.length - 1),
      seed: fc.nat(),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      rename: fc.constantFrom(
        (name: string) => name,
        (name: string) => `module.${name}`,
        (name: string) => name.replace(/\d+/, '999999999'),
        (name: string) => name.replace(/\d+/, '47'),
        (name: string) => name.replace(/^\w+/, '__proto__'),
        (name: string) => `${name}.weight`,
      ),
      shape: fc.array(fc.constantFrom(0, 1, 3, 64, 2 ** 16, 2 ** 31, Number.MAX_SAFE_INTEGER), {
        maxLength: 5,
      }),
    });
    fc.assert(
      fc.property(damage, ({ at, seed, share, rename, shape }) => {
        let random = seed;
        const isHit = (): boolean => {
          random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
          return random / 2 ** 32 < share;
        };
        const shapes = new Map<string, readonly number[]>();
        for (const [name, original] of states[at] ?? []) {
          if (isHit()) continue;
          shapes.set(isHit() ? rename(name) : name, isHit() && isHit() ? shape : original);
        }
        const start = process.cpuUsage();
        try {
          for (const match of recognise(shapes)) differencesOf(match);
        } catch (thrown) {
          if (!(thrown instanceof FaultError)) throw thrown;
        }
        elapsedMs += process.cpuUsage(start).user / 1000;
        runs++;
      }),
      { numRuns: 400, seed: 1 },
    );
    expect(elapsedMs / runs).toBeLessThan(50);
  });
});
