/** What readers may ask for, following the limits that stand in their own code. */
import type { Budget } from './target';

const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** What lies in the file as it is: a byte may become a number, beside itself and a copy. */
export const PLAIN: Budget = { free: 64 * KIB, perByte: 16 };

/** Deflate makes at most 1,032 bytes of one, looked at up to five times; an entry takes 100 bytes and tables of 400 kB. */
export const UNPACKED: Budget = { free: 512 * KIB, perByte: 6000 };

/** PyTorch's strides may repeat a number: 2^20 numbers for any file, four for each byte, held as numbers and as bytes. */
export const REPEATED: Budget = { free: 16 * MIB, perByte: 64 };

/** HDF5's packed pieces: 16 MiB for any file, 100 times its length; packed, unpacked and as numbers. */
export const PIECEWISE: Budget = { free: 48 * MIB, perByte: 300 };

/** One picture of 4096 x 4096, all of one colour, decoded; what the decoders of JPEG and WebP hold is their own, in WebAssembly. */
export const PICTURE: Budget = { free: 7 * 16 * MIB, perByte: 16 };

/** A link may unpack into a recipe of 200 kB; each half kilobyte of it takes tables of 400 kB, one after another. */
export const LINK: Budget = { free: 2 * MIB, perByte: 1024 };

/** For what may be one or the other. */
export function either(...budgets: readonly Budget[]): Budget {
  return {
    free: Math.max(...budgets.map(({ free }) => free)),
    perByte: Math.max(...budgets.map(({ perByte }) => perByte)),
  };
}
