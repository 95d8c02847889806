import type { ByteSource } from '../byteSource';

const PAGE_BYTES = 2 ** 16;
/** 16 MiB of pages: the tables of a file with thousands of tensors. */
const MOST_PAGES = 256;

/**
 * A source that keeps what it has read, in pages. HDF5 tables are thousands of small pieces, and each reading of a browser
 * `File` takes its time. Large pieces pass straight through.
 */
export function pagedSource(source: ByteSource): ByteSource {
  const pages = new Map<number, Promise<Uint8Array>>();
  const page = (index: number): Promise<Uint8Array> => {
    const known = pages.get(index);
    if (known !== undefined) return known;
    const [oldest] = pages.keys();
    if (pages.size >= MOST_PAGES && oldest !== undefined) pages.delete(oldest);
    const start = index * PAGE_BYTES;
    const read = source.slice(start, Math.min(source.size, start + PAGE_BYTES));
    pages.set(index, read);
    return read;
  };
  return {
    name: source.name,
    size: source.size,
    async slice(start, end) {
      const stop = Math.min(end, source.size);
      if (stop - start >= PAGE_BYTES || stop <= start) return source.slice(start, end);
      const first = Math.floor(start / PAGE_BYTES);
      const from = start - first * PAGE_BYTES;
      const head = await page(first);
      if (from + stop - start <= PAGE_BYTES) return head.subarray(from, from + stop - start);
      const tail = await page(first + 1);
      const out = new Uint8Array(stop - start);
      out.set(head.subarray(from));
      out.set(tail.subarray(0, Math.max(0, out.length - (PAGE_BYTES - from))), PAGE_BYTES - from);
      return out;
    },
  };
}
