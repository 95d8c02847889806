/** Where two networks look, for the page: their attention maps on a clean image, and on one with the trigger where there is one. */
import { concat, type ImageSet, take } from '../data/images';
import { attentionMap, attentionNodes } from '../graph/attentionMap';
import { uploadImages } from '../graph/batchTensors';
import type { Graph } from '../graph/graph';
import { type Classifier, runForward } from '../graph/infer';
import type { EngineEvent } from '../protocol';
import type { EvaluationSets } from './evaluate';
import { pictureOf } from './finishedRun';

const FIRST = Uint32Array.of(0);

/** The first clean image, and behind it the first one with the trigger where there is one. */
function lookedAt(learned: ImageSet, watched: EvaluationSets | null): ImageSet {
  const clean = take(watched === null || watched.clean.count === 0 ? learned : watched.clean, FIRST);
  const triggered = watched?.triggered?.images ?? null;
  return triggered === null || triggered.count === 0 ? clean : concat(clean, take(triggered, FIRST));
}

interface StageMaps {
  readonly rows: number;
  readonly columns: number;
  /** Image by image. */
  readonly values: Float32Array;
}

/** Attention of every stage on all images of a small set. */
async function mapsOf(graph: Graph, classifier: Classifier, images: ImageSet): Promise<StageMaps[]> {
  const x = uploadImages(images, 0, images.count, classifier.normalisation);
  const [output, ...features] = runForward(classifier, x, { mode: 'eval', taps: attentionNodes(graph) });
  x.dispose();
  output?.dispose();
  const stages: StageMaps[] = [];
  for (const each of features) {
    const map = attentionMap(each);
    each.dispose();
    const [, rows = 1, columns = 1] = map.shape;
    stages.push({ rows, columns, values: new Float32Array(await map.data<'float32'>()) });
    map.dispose();
  }
  return stages;
}

/** What is looked at, and the two that look. */
export interface Looking {
  readonly at: number;
  readonly graph: Graph;
  readonly learner: Classifier;
  readonly teacher: Classifier;
  readonly learned: ImageSet;
  readonly watched: EvaluationSets | null;
}

/** One event an image. */
export async function attentionEvents(looking: Looking): Promise<EngineEvent[]> {
  const { at, graph, learned, learner, teacher, watched } = looking;
  const images = lookedAt(learned, watched);
  const own = await mapsOf(graph, learner, images);
  const others = await mapsOf(graph, teacher, images);
  return Array.from({ length: images.count }, (_, image) => ({
    kind: 'attention',
    at,
    triggered: image === 1,
    picture: pictureOf(images, image),
    stages: own.flatMap(({ columns, rows, values }, stage) => {
      const teaching = others[stage];
      if (teaching === undefined) return [];
      const cut = (maps: Float32Array): Float32Array =>
        maps.slice(image * rows * columns, (image + 1) * rows * columns);
      return [{ rows, columns, learner: cut(values), teacher: cut(teaching.values) }];
    }),
  }));
}
