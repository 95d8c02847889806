/** The preprocessing doctor: how well a network does under each likely way of preparing its pictures. */
import { arrange } from '../data/arrange';
import { type ImageSet, take } from '../data/images';
import { normalisationOf } from '../data/normalise';
import type { Graph } from '../graph/graph';
import { agreement, predictClasses } from '../graph/infer';
import type { Parameters } from '../graph/nodeOps';
import { NORMALISATION_IDS, type PixelReading, type PreprocessingRow } from '../protocol';
import type { TellPhase } from './loadJobs';
import { breathe } from './scheduler';

/** Enough to tell preprocessings apart by more than their noise. */
const MOST_IMAGES = 500;
/** Other orders are tried with the best normalisations only. */
const BEST_TRIED = 2;

const ORDERS: readonly Omit<PixelReading, 'normalisation'>[] = [
  { channelOrder: 'bgr' },
  { layout: 'turned' },
  { layout: 'interleaved' },
];

interface Patient {
  readonly graph: Graph;
  readonly parameters: Parameters;
  /** As they lie in their files. */
  readonly images: ImageSet;
}

function byAccuracy(left: PreprocessingRow, right: PreprocessingRow): number {
  return right.accuracy - left.accuracy;
}

function some(images: ImageSet): ImageSet {
  if (images.count <= MOST_IMAGES) return images;
  // Evenly spread: files are often sorted by class.
  const step = images.count / MOST_IMAGES;
  return take(
    images,
    Array.from({ length: MOST_IMAGES }, (_, at) => Math.floor(at * step)),
  );
}

/** Accuracy under every normalisation, then under other orders of the bytes with the best of them; best first. */
export async function tryPreprocessings(patient: Patient, tell: TellPhase): Promise<PreprocessingRow[]> {
  const images = some(patient.images);
  const orders = ORDERS.filter(
    ({ channelOrder, layout }) =>
      (channelOrder === undefined || images.channels === 3) &&
      (layout !== 'turned' || images.height === images.width) &&
      (layout !== 'interleaved' || images.channels === 3),
  );
  const total = NORMALISATION_IDS.length + BEST_TRIED * orders.length;
  const rows: PreprocessingRow[] = [];
  const examine = async (pixels: PixelReading): Promise<void> => {
    const normalisation = normalisationOf(pixels.normalisation, images.channels);
    const classifier = { graph: patient.graph, parameters: patient.parameters, normalisation };
    const arranged = arrange(images, pixels);
    rows.push({ pixels, accuracy: agreement(await predictClasses(classifier, arranged), arranged.labels) });
    tell('baseline', rows.length, total);
    await breathe();
  };
  for (const normalisation of NORMALISATION_IDS) await examine({ normalisation });
  for (const { pixels } of [...rows].sort(byAccuracy).slice(0, BEST_TRIED)) {
    for (const order of orders) await examine({ normalisation: pixels.normalisation, ...order });
  }
  return rows.sort(byAccuracy);
}
