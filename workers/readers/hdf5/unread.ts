import { FaultError } from '../../protocol/faults';

/**
 * The fault for a part of HDF5 that exists and is not read here.
 * @param what the part, in words
 */
export function unread(what: string): FaultError {
  const reason = `it uses a part of HDF5 that is not read here (${what}); save it again with Keras or h5py and their usual settings`;
  return new FaultError('file-unknown', { reason });
}
