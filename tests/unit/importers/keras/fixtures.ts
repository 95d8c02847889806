/** The networks of scripts/make-keras-fixtures.ts, in every form, and what TensorFlow.js answers for two pictures. */
import { readFileSync } from 'node:fs';
import { tensor, tidy } from '../../../../workers/device/tf';
import { forward } from '../../../../workers/graph/forward';
import type { Graph } from '../../../../workers/graph/graph';
import type { HostTensors } from '../../../../workers/graph/hostTensors';
import { disposeTensors, uploadTensors } from '../../../../workers/graph/parameters';
import type { ByteSource } from '../../../../workers/readers/byteSource';
import { readKerasH5, readKerasZip } from '../../../../workers/readers/keras';
import type { KerasFile } from '../../../../workers/readers/kerasFile';
import { member, parseJson } from '../../../../workers/readers/kerasJson';
import { readTfjs } from '../../../../workers/readers/tfjs';
import { shardPaths } from '../../../../workers/readers/tfjsWeights';
import { fixture, fixtureBytes } from '../../readers/fixture';

export interface Answer {
  /** Of one picture. */
  readonly shape: readonly number[];
  /** Of two pictures, row by row. */
  readonly answer: readonly number[];
}

export function answerOf(name: string): Answer {
  const url = new URL(`../../../fixtures/keras/${name}/answer.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Answer;
}

/** The pictures behind the answers, as the script makes them. */
export function noise(count: number, seed = 50): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => (((at + 1) * (37 + 2 * seed)) % 101) / 101 - 0.5);
}

/** Model.json and its shards. */
export function tfjsFiles(name: string): {
  readonly model: ByteSource;
  readonly shards: readonly ByteSource[];
} {
  const folder = `keras/${name}`;
  const json = parseJson(fixtureBytes(`${folder}/model.json`), 'it');
  const shards = shardPaths(member(json, 'weightsManifest')).map((path) => fixture(`${folder}/${path}`));
  return { model: fixture(`${folder}/model.json`), shards };
}

export async function readTfjsLayers(name: string): Promise<KerasFile> {
  const { model, shards } = tfjsFiles(name);
  const file = await readTfjs(model, shards);
  if (file.format === 'tfjs-graph') throw new RangeError('it is a layers model');
  return file;
}

export type Form = 'tfjs' | 'keras 2 h5' | 'keras 3 zip';

export function readForm(name: string, form: Form): Promise<KerasFile> {
  if (form === 'tfjs') return readTfjsLayers(name);
  const file = form === 'keras 2 h5' ? 'keras2.h5' : 'keras3.keras';
  const source = fixture(`keras/${name}/${file}`);
  return form === 'keras 2 h5' ? readKerasH5(source) : readKerasZip(source);
}

/** The logits of the graph for pictures, row by row. */
export async function logitsOf(graph: Graph, host: HostTensors, pixels: Float32Array): Promise<Float32Array> {
  const parameters = uploadTensors(host);
  const [height, width, channels] = graph.inputShape;
  const count = pixels.length / (height * width * channels);
  const output = tidy(() => {
    const x = tensor(pixels, [count, height, width, channels]);
    return forward(graph, parameters, x, { mode: 'eval' }).output;
  });
  const logits = new Float32Array(await output.data<'float32'>());
  output.dispose();
  disposeTensors(parameters);
  return logits;
}

/** What a softmax makes of rows of `classes` logits. */
export function softmaxRows(logits: Float32Array, classes: number): number[] {
  const rows = Array.from({ length: logits.length / classes }, (_, row) =>
    [...logits.subarray(row * classes, (row + 1) * classes)].map(Math.exp),
  );
  return rows.flatMap((row) => {
    const total = row.reduce((sum, each) => sum + each, 0);
    return row.map((each) => each / total);
  });
}
