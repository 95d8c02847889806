/**
 * How jobs lie in the heap: the fields of the unmanaged classes of `assembly/` in their order, four bytes each (a test
 * compares them). A field that is a class there is the byte offset of such a record here.
 */
import { MOST_THREADS } from './team';

export const RECORDS = {
  Images: ['at', 'images', 'height', 'width', 'channels'],
  Finish: ['scale', 'shift', 'residual', 'relu'],
  PackJob: ['weights', 'rows', 'outputs', 'packed'],
  PackFlippedJob: [
    'weights',
    'tapColumns',
    'channels',
    'outputs',
    'firstY',
    'strideY',
    'countY',
    'firstX',
    'strideX',
    'countX',
    'packed',
  ],
  Correlation: [
    'weights',
    'tapRows',
    'tapColumns',
    'firstY',
    'firstX',
    'rows',
    'columns',
    'targetY',
    'targetX',
  ],
  CorrelationJob: [
    'source',
    'target',
    'finish',
    'parts',
    'partCount',
    'frameTop',
    'frameLeft',
    'frameColumns',
    'overlap',
    'strideY',
    'strideX',
    'stepY',
    'stepX',
    'rows',
    'groupImages',
    'bandRows',
    'bands',
    'scratch',
    'scratchBytes',
    'placesAt',
  ],
  FilterGradientJob: [
    'x',
    'dy',
    'dw',
    'tapRows',
    'tapColumns',
    'strideY',
    'strideX',
    'top',
    'left',
    'blockImages',
    'blockRows',
    'outputTiles',
    'outputChunks',
    'scratch',
    'scratchBytes',
    'gradientsAt',
    'sumsAt',
  ],
  WinogradFilterJob: [
    'weights',
    'tapBytes',
    'channelBytes',
    'blockBytes',
    'channels',
    'outputs',
    'transformed',
  ],
  WinogradJob: [
    'source',
    'target',
    'finish',
    'weights',
    'top',
    'left',
    'tilesDown',
    'tilesAcross',
    'groupImages',
    'bandRows',
    'bands',
    'scratch',
    'scratchBytes',
    'tilesAt',
    'productsAt',
    'placesAt',
  ],
  WinogradFilterGradientJob: [
    'x',
    'dy',
    'dw',
    'top',
    'left',
    'tilesDown',
    'tilesAcross',
    'groupImages',
    'bandRows',
    'bands',
    'blocks',
    'blocksPerChunk',
    'multiplies',
    'sums',
    'sets',
    'frames',
    'frameBytes',
    'pairs',
    'pairBytes',
    'gradientsAt',
  ],
  MomentsJob: ['x', 'pixels', 'channels', 'chunkPixels', 'shift', 'sums', 'scratch'],
  NormaliseJob: ['x', 'residual', 'mean', 'scale', 'shift', 'y', 'pixels', 'channels', 'chunkPixels', 'relu'],
  GradientSumsJob: ['dy', 'y', 'x', 'mean', 'pixels', 'channels', 'chunkPixels', 'masked', 'sums', 'scratch'],
  GradientJob: [
    'dy',
    'y',
    'x',
    'mean',
    'scale',
    'offset',
    'slope',
    'dx',
    'pixels',
    'channels',
    'chunkPixels',
  ],
  DepthwiseJob: [
    'narrow',
    'wide',
    'dy',
    'images',
    'height',
    'width',
    'channels',
    'multiplier',
    'tapRows',
    'tapColumns',
    'strideY',
    'strideX',
    'top',
    'left',
    'rows',
    'columns',
  ],
  ReluGradientJob: ['dy', 'y', 'dx', 'count', 'chunkFloats'],
  MixJob: ['x', 'y', 'result', 'a', 'b', 'count', 'chunkFloats'],
  SgdJob: [
    'weight',
    'gradient',
    'velocity',
    'newWeight',
    'newVelocity',
    'learningRate',
    'momentum',
    'weightDecay',
    'factor',
    'count',
    'chunkFloats',
  ],
  PoolGradientJob: [
    ...(['dy', 'x', 'dx', 'height', 'width', 'channels', 'tapRows', 'tapColumns'] as const),
    ...(['strideY', 'strideX', 'top', 'left', 'rows', 'columns'] as const),
  ],
} as const satisfies Record<string, readonly string[]>;

/** The jobs by the numbers that `assembly/chunks.ts` knows them by, and the record of each. */
export const JOBS = [
  ['packWeights', 'PackJob'],
  ['packFlippedWeights', 'PackFlippedJob'],
  ['correlate', 'CorrelationJob'],
  ['filterGradient', 'FilterGradientJob'],
  ['transformFilters', 'WinogradFilterJob'],
  ['convolveWinograd', 'WinogradJob'],
  ['transformPairs', 'WinogradFilterGradientJob'],
  ['multiplyPairs', 'WinogradFilterGradientJob'],
  ['unpackPairs', 'WinogradFilterGradientJob'],
  ['sumMoments', 'MomentsJob'],
  ['normalise', 'NormaliseJob'],
  ['sumGradients', 'GradientSumsJob'],
  ['applyGradient', 'GradientJob'],
  ['depthwiseInputGradient', 'DepthwiseJob'],
  ['depthwiseFilterGradient', 'DepthwiseJob'],
  ['reluGradient', 'ReluGradientJob'],
  ['mix', 'MixJob'],
  ['stepSgd', 'SgdJob'],
  ['maxPoolGradient', 'PoolGradientJob'],
  ['avgPoolGradient', 'PoolGradientJob'],
] as const;

/** Fields that hold a float32; all others are int32. */
const FLOATS: ReadonlySet<string> = new Set(['a', 'b', 'learningRate', 'momentum', 'weightDecay', 'factor']);

const FIELD_BYTES = 4;
/** More than the largest job needs: a stride of eight has 64 correlations. */
export const JOB_MEMORY_BYTES = 64 * 1024;

export type RecordName = keyof typeof RECORDS;
export type JobName = (typeof JOBS)[number][0];
type RecordOf<J extends JobName> = Extract<(typeof JOBS)[number], readonly [J, string]>[1];
/** Every field of a record. */
export type Fields<R extends RecordName> = Readonly<Record<(typeof RECORDS)[R][number], number>>;

/** Chunks that the team can tell apart, less one number that each thread takes in vain; see `assembly/team.ts`. */
const MOST_CHUNKS = (1 << 14) - 1 - MOST_THREADS;

/** Writes jobs into a region of the heap and has the team run them. */
export class JobRunner {
  private used = 0;

  /**
   * @param at start of {@link JOB_MEMORY_BYTES} bytes
   * @param buffer of the heap, which may be another one after it has grown
   * @param runOnTeam of the kernels
   */
  constructor(
    private readonly at: number,
    private readonly buffer: () => ArrayBufferLike,
    private readonly runOnTeam: (kind: number, jobAt: number, chunks: number) => void,
  ) {}

  /** Writes a record; its offset holds until the next job has run. Records written in turn lie one behind the other. */
  write<R extends RecordName>(record: R, fields: Fields<R>): number {
    const names: readonly string[] = RECORDS[record];
    const at = this.at + this.used;
    this.used += names.length * FIELD_BYTES;
    if (this.used > JOB_MEMORY_BYTES) throw new RangeError(`no room for ${record}`);
    const view = new DataView(this.buffer(), at, names.length * FIELD_BYTES);
    names.forEach((name, index) => {
      const value = (fields as Readonly<Record<string, number>>)[name] ?? Number.NaN;
      if (FLOATS.has(name)) view.setFloat32(index * FIELD_BYTES, value, true);
      else view.setInt32(index * FIELD_BYTES, value, true);
    });
    return at;
  }

  /** Runs all chunks of a job that lies at `jobAt`, and forgets all records. */
  runAt(job: JobName, jobAt: number, chunks: number): void {
    if (chunks > MOST_CHUNKS) throw new RangeError(`${chunks} chunks of ${job}`);
    if (chunks > 0) this.runOnTeam(KINDS.get(job) ?? Number.NaN, jobAt, chunks);
    this.used = 0;
  }

  /** Writes a job and runs all its chunks. */
  run<J extends JobName>(job: J, fields: Fields<RecordOf<J>>, chunks: number): void {
    this.runAt(job, this.write(RECORD_OF.get(job) as RecordOf<J>, fields), chunks);
  }
}

const KINDS: ReadonlyMap<string, number> = new Map(JOBS.map(([name], kind) => [name, kind]));
const RECORD_OF: ReadonlyMap<JobName, RecordName> = new Map(JOBS);
