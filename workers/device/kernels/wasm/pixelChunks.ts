/** Cuts long lists into chunks. The size depends on the list alone, so that sums come out the same on any number of threads. */

/** Floats a chunk: some ten microseconds of work. */
const CHUNK_FLOATS = 32 * 1024;
/** Pixels summed at a time in the kernels: chunks are whole numbers of them. */
const BLOCK_PIXELS = 128;

/** Chunks of [pixels, channels]. */
export function chunkPixels(pixels: number, channels: number): { chunkPixels: number; chunks: number } {
  const blocks = Math.max(1, Math.floor(CHUNK_FLOATS / (channels * BLOCK_PIXELS)));
  const size = blocks * BLOCK_PIXELS;
  return { chunkPixels: size, chunks: Math.ceil(pixels / size) };
}

/** Chunks of a flat list. */
export function chunkFloats(count: number): { chunkFloats: number; chunks: number } {
  return { chunkFloats: CHUNK_FLOATS, chunks: Math.ceil(count / CHUNK_FLOATS) };
}
