/**
 * Kernels in AssemblyScript that work on the heap of tfjs-backend-wasm itself: every number of type `usize` is a byte
 * offset into that heap. The module must have no static data (it would overwrite tfjs's own), hence plain loops over
 * pointers only: no arrays, no strings, no managed objects. All numbers are float32, all images NHWC. What takes long is
 * a job (an unmanaged class: numbers one behind the other in the heap) cut into chunks, which a team of threads runs.
 */
export { closeTeam, dismissTeam, foundTeam, help, joinTeam, runOnTeam } from './team';
export { finishMoments, sampleShift } from './batchNorm';
export { addGradientSums, prepareGradient } from './batchNormGradient';
export { squaredSum } from './elementwise';
