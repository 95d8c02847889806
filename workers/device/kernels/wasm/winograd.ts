/** Winograd's F(2x2, 3x3) on the heap: correlations with 3x3 filters at stride 1 and the gradients of those filters. */
import { type Blocks, cutBlocks, fairShare, placesBytes } from './blocks';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import type { Finish, Images } from './correlation';
import { FLOAT_BYTES, type WasmHeap } from './heap';
import type { Fields } from './jobs';
import { alignUp } from './scratch';

const PLANES = 16;
/** Transformed tiles of a block and their products: still in the second-level cache when they are used. */
const BLOCK_BYTES = 256 * 1024;
/** Fewer channels leave too little to multiply for each tile transformed. */
const FEWEST_CHANNELS = 16;

/** True where the tiles pay: 3x3 filters at stride 1, and channels that fill the vectors. */
export function suitsWinograd(geometry: ConvolutionGeometry): boolean {
  const { tapRows, tapColumns, strideY, strideX, channels, outputs, rows, columns } = geometry;
  const isSquare = tapRows === 3 && tapColumns === 3 && strideY === 1 && strideX === 1;
  const isFull = channels % 8 === 0 && outputs % 8 === 0 && Math.min(channels, outputs) >= FEWEST_CHANNELS;
  return isSquare && isFull && rows > 1 && columns > 1;
}

/** Bytes of the transformed filters. */
function transformedBytes(channels: number, outputs: number): number {
  return PLANES * channels * outputs * FLOAT_BYTES;
}

/** Where the weights of a correlation are, for each group of eight outputs: bytes between taps, channels and groups. */
type FilterLayout = Pick<Fields<'WinogradFilterJob'>, 'weights' | 'tapBytes' | 'channelBytes' | 'blockBytes'>;

/** A correlation with 3x3 filters; `top` and `left` zeros before each image. */
interface TileCorrelation {
  readonly source: Images;
  readonly target: Images;
  readonly finish: Finish;
  readonly top: number;
  readonly left: number;
}

/**
 * Runs a correlation by tiles. `layOut` says where the weights are, given `extraBytes` bytes of scratch of its own; the scratch
 * is taken before it is called and must not be taken again.
 */
export function correlateTiles(
  heap: WasmHeap,
  { source, target, finish, top, left }: TileCorrelation,
  extraBytes: number,
  layOut: (extraAt: number) => FilterLayout,
): void {
  const { images, channels } = source;
  const outputs = target.channels;
  const tilesDown = Math.ceil(target.height / 2);
  const tilesAcross = Math.ceil(target.width / 2);
  const tileBytes = (PLANES * (channels + 8) + 4 * channels) * FLOAT_BYTES;
  const fair = fairShare(images * tilesDown * tilesAcross, heap.threads);
  const most = Math.min(fair, Math.floor(BLOCK_BYTES / tileBytes));
  const { groupImages, bandRows, bands, blocks } = cutBlocks(images, tilesDown, tilesAcross, most);
  const tiles = groupImages * bandRows * tilesAcross;
  const tilesAt = alignUp(groupImages * (2 * bandRows + 2) * (2 * tilesAcross + 2) * channels * FLOAT_BYTES);
  const productsAt = tilesAt + PLANES * alignUp(tiles * channels * FLOAT_BYTES + 64);
  const placesAt = productsAt + PLANES * alignUp(tiles * 8 * FLOAT_BYTES + 64);
  const scratchBytes = alignUp(placesAt + placesBytes(tiles));
  const [transformed = 0, extraAt = 0, scratch = 0] = heap.scratch.take(
    transformedBytes(channels, outputs),
    extraBytes,
    scratchBytes * heap.threads,
  );
  heap.jobs.run('transformFilters', { ...layOut(extraAt), channels, outputs, transformed }, outputs / 8);
  heap.jobs.run(
    'convolveWinograd',
    {
      source: heap.jobs.write('Images', source),
      target: heap.jobs.write('Images', target),
      finish: heap.jobs.write('Finish', finish),
      weights: transformed,
      ...{ top, left, tilesDown, tilesAcross, groupImages, bandRows, bands },
      ...{ scratch, scratchBytes, tilesAt, productsAt, placesAt },
    },
    blocks,
  );
}

/** Sums of all filters of a block that several chunks hold at the same time, at most. */
const SET_BYTES = 1024 * 1024;
const MOST_SETS = 8;

/** How the tiles are spread over sets of sums; 0 sets: one, and each of the 16 planes is a chunk. */
function chooseSets(sumsBytes: number, pairsBytes: number, blocks: number): number {
  const sets = Math.max(2, Math.min(MOST_SETS, Math.floor(SET_BYTES / sumsBytes)));
  if (sets * sumsBytes >= pairsBytes / 2) return 0;
  return Math.ceil(blocks / Math.ceil(blocks / sets));
}

/** Gradient of 3x3 filters at stride 1; `dw` is the offset of [3, 3, channels, outputs]. */
export function filterGradientTiles(
  heap: WasmHeap,
  x: Images,
  dy: Images,
  dw: number,
  { top, left }: { readonly top: number; readonly left: number },
): void {
  const tilesDown = Math.ceil(dy.height / 2);
  const tilesAcross = Math.ceil(dy.width / 2);
  const tileBytes = PLANES * (x.channels + dy.channels) * FLOAT_BYTES;
  const cut: Blocks = cutBlocks(x.images, tilesDown, tilesAcross, Math.floor(BLOCK_BYTES / tileBytes));
  const tiles = cut.groupImages * cut.bandRows * tilesAcross;
  const gradientsAt = PLANES * alignUp(tiles * x.channels * FLOAT_BYTES + 64);
  const pairBytes = gradientsAt + PLANES * alignUp(tiles * dy.channels * FLOAT_BYTES + 64);
  const sumsBytes = transformedBytes(x.channels, dy.channels);
  const sets = chooseSets(sumsBytes, cut.blocks * pairBytes, cut.blocks);
  const frameBytes = alignUp(
    cut.groupImages * (2 * cut.bandRows + 2) * (2 * tilesAcross + 2) * x.channels * FLOAT_BYTES,
  );
  const [sums = 0, frames = 0, pairs = 0] = heap.scratch.take(
    sumsBytes * Math.max(1, sets),
    frameBytes * heap.threads,
    pairBytes * (sets === 0 ? cut.blocks : heap.threads),
  );
  const { jobs } = heap;
  const jobAt = jobs.write('WinogradFilterGradientJob', {
    x: jobs.write('Images', x),
    dy: jobs.write('Images', dy),
    ...{ dw, top, left, tilesDown, tilesAcross, ...cut, sums, frames, frameBytes },
    ...{ pairs, pairBytes, gradientsAt },
    blocksPerChunk: sets === 0 ? 1 : Math.ceil(cut.blocks / sets),
    multiplies: sets === 0 ? 0 : 1,
    sets: Math.max(1, sets),
  });
  jobs.runAt('transformPairs', jobAt, sets === 0 ? cut.blocks : sets);
  if (sets === 0) jobs.runAt('multiplyPairs', jobAt, PLANES);
  jobs.runAt('unpackPairs', jobAt, dy.channels / 8);
}
