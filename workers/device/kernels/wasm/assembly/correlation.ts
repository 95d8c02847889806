import { finishRows, Finish } from './finish';
import { cutImages, Images } from './images';
import { multiplyRows, ROWS } from './multiplyRows';
import { storeLanes } from './packing';

/** One correlation over framed images, as a part of a {@link CorrelationJob}; positions in pixels of the frame. */
@unmanaged
class Correlation {
  /** Packed weights [outputs/8][tap row][tap column][channel][8]. */
  weights: usize;
  tapRows: i32;
  tapColumns: i32;
  /** First window. */
  firstY: i32;
  firstX: i32;
  /** Number of windows. */
  rows: i32;
  columns: i32;
  /** Target pixel of the first window. */
  targetY: i32;
  targetX: i32;
}

/**
 * Correlates images, each seen in a frame of zeros, with packed weights. One routine serves the forward pass (one part)
 * and the gradient of the input (one part for each phase of the stride, `stepY` and `stepX` being the steps of the target).
 * A chunk is a band of window rows of a group of images.
 */
@unmanaged
export class CorrelationJob {
  source: Images;
  target: Images;
  finish: Finish;
  /** The first of `partCount` parts, one behind the other. */
  parts: usize;
  partCount: i32;
  /** Zeros before the image, and the size of the whole frame. */
  frameTop: i32;
  frameLeft: i32;
  frameColumns: i32;
  /** Frame rows of a band beyond `strideY` times its window rows. */
  overlap: i32;
  /** Pixels of the frame between windows, and of the target between their outputs. */
  strideY: i32;
  strideX: i32;
  stepY: i32;
  stepX: i32;
  /** Window rows of the largest part. */
  rows: i32;
  groupImages: i32;
  bandRows: i32;
  bands: i32;
  /** For each thread `scratchBytes`: the framed group, then, at `placesAt`, the places of its windows. */
  scratch: usize;
  scratchBytes: usize;
  placesAt: usize;
}

/** Writes the places of all windows of a band as {@link multiplyRows} reads them; answers their number. */
function writePlaces(
  job: CorrelationJob,
  part: Correlation,
  places: usize,
  images: i32,
  frameRows: i32,
  firstRow: i32,
  rows: i32,
): i32 {
  const channels = job.source.channels;
  const target = job.target;
  const xPixel = (<usize>channels) << 2;
  const yPixel = (<usize>target.channels) << 2;
  const xRow = <usize>job.frameColumns * xPixel;
  const yRow = <usize>target.width * yPixel;
  let place = places;
  let x: usize = 0,
    y: usize = 0;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      x = <usize>(image * frameRows + part.firstY + row * job.strideY) * xRow + <usize>part.firstX * xPixel;
      y =
        <usize>(image * target.height + part.targetY + (firstRow + row) * job.stepY) * yRow +
        <usize>part.targetX * yPixel;
      for (let column = 0; column < part.columns; column++, place += 8) {
        store<u32>(place, <u32>x);
        store<u32>(place, <u32>y, 4);
        x += <usize>job.strideX * xPixel;
        y += <usize>job.stepX * yPixel;
      }
    }
  }
  const count = images * rows * part.columns;
  // The last call may want more rows than there are: it repeats the last one.
  for (let extra = count; extra % ROWS != 0; extra++, place += 8)
    v128.store64_lane(place, v128.load64_zero(place - 8), 0);
  return count;
}

/** All runs of taps of six windows; `y` need not be zero before. */
function multiplyRuns(
  job: CorrelationJob,
  part: Correlation,
  places: usize,
  x: usize,
  w: usize,
  y: usize,
): void {
  const pixelBytes = (<usize>job.source.channels) << 2;
  const runBytes = <usize>part.tapColumns * pixelBytes;
  const rowBytes = <usize>job.frameColumns * pixelBytes;
  // Even without taps the outputs are written.
  multiplyRows(places, x, w, part.tapRows > 0 ? runBytes : 0, y, 0);
  for (let run = 1; run < part.tapRows; run++) {
    x += rowBytes;
    w += runBytes << 3;
    multiplyRows(places, x, w, runBytes, y, 1);
  }
}

/** As {@link multiplyRuns}, for the last outputs where they are fewer than eight: by way of a tile [6][8] in `spare`. */
function multiplyLast(
  job: CorrelationJob,
  part: Correlation,
  places: usize,
  x: usize,
  w: usize,
  y: usize,
  lanes: i32,
  spare: usize,
): void {
  const tile = spare + ((<usize>ROWS) << 3);
  for (let row = 0; row < ROWS; row++) {
    store<u32>(spare + ((<usize>row) << 3), load<u32>(places + ((<usize>row) << 3)));
    store<u32>(spare + ((<usize>row) << 3), row << 5, 4);
  }
  multiplyRuns(job, part, spare, x, w, tile);
  for (let row = 0; row < ROWS; row++) {
    const source = tile + ((<usize>row) << 5);
    const target = y + load<u32>(places + ((<usize>row) << 3), 4);
    storeLanes(target, v128.load(source), min(4, lanes));
    if (lanes > 4) storeLanes(target + 16, v128.load(source, 16), lanes - 4);
  }
}

/** Runs one part on a framed band. */
function correlatePart(
  job: CorrelationJob,
  part: Correlation,
  framed: usize,
  places: usize,
  count: i32,
  y: usize,
): void {
  const outputs = job.target.channels;
  const blockBytes = (<usize>(part.tapRows * part.tapColumns * job.source.channels)) << 5;
  const end = places + ((<usize>count) << 3);
  const spare = end + ((<usize>ROWS) << 3);
  let w = part.weights;
  for (let output = 0; output < outputs; output += 8, w += blockBytes, y += 32) {
    const lanes = outputs - output;
    for (let place = places; place < end; place += (<usize>ROWS) << 3) {
      if (lanes >= 8) multiplyRuns(job, part, place, framed, w, y);
      else multiplyLast(job, part, place, framed, w, y, lanes, spare);
    }
  }
}

/** See {@link CorrelationJob}. */
export function correlate(job: CorrelationJob, chunk: i32, thread: i32): void {
  const source = job.source,
    target = job.target;
  const firstImage = (chunk / job.bands) * job.groupImages;
  const images = min(job.groupImages, source.images - firstImage);
  const firstRow = (chunk % job.bands) * job.bandRows;
  const bandRows = min(job.bandRows, job.rows - firstRow);
  const frameRows = bandRows * job.strideY + job.overlap;
  const framed = job.scratch + <usize>thread * job.scratchBytes;
  const places = framed + job.placesAt;
  const top = firstRow * job.strideY - job.frameTop;
  cutImages(source, firstImage, images, top, -job.frameLeft, frameRows, job.frameColumns, framed);
  const y = target.at + ((<usize>(firstImage * target.height * target.width) * <usize>target.channels) << 2);
  let part = job.parts;
  for (let index = 0; index < job.partCount; index++, part += offsetof<Correlation>()) {
    const each = changetype<Correlation>(part);
    const rows = min(bandRows, each.rows - firstRow);
    if (rows <= 0) continue;
    const count = writePlaces(job, each, places, images, frameRows, firstRow, rows);
    correlatePart(job, each, framed, places, count, y);
  }
  const height = target.height,
    width = target.width;
  finishRows(job.finish, target.at, firstImage, images, height, width, target.channels, firstRow, bandRows);
}
