import { normalise, sumMoments, MomentsJob, NormaliseJob } from './batchNorm';
import { applyGradient, sumGradients, GradientJob, GradientSumsJob } from './batchNormGradient';
import { correlate, CorrelationJob } from './correlation';
import { depthwiseFilterGradient, depthwiseInputGradient, DepthwiseJob } from './depthwise';
import { mix, reluGradient, stepSgd, MixJob, ReluGradientJob, SgdJob } from './elementwise';
import { filterGradient, FilterGradientJob } from './filterGradient';
import { packFlippedWeights, packWeights, PackFlippedJob, PackJob } from './packing';
import { avgPoolGradient, maxPoolGradient, PoolGradientJob } from './pooling';
import { convolveWinograd, transformFilters, WinogradFilterJob, WinogradJob } from './winograd';
import {
  multiplyPairs,
  transformPairs,
  unpackPairs,
  WinogradFilterGradientJob,
} from './winogradFilterGradient';

/**
 * Runs one chunk of a job: chunks of one job touch different outputs, so they may run in any order and on any thread.
 * The numbers are those of `jobs.ts` outside.
 */
export function runChunk(kind: i32, job: usize, chunk: i32, thread: i32): void {
  switch (kind) {
    case 0:
      return packWeights(changetype<PackJob>(job), chunk, thread);
    case 1:
      return packFlippedWeights(changetype<PackFlippedJob>(job), chunk, thread);
    case 2:
      return correlate(changetype<CorrelationJob>(job), chunk, thread);
    case 3:
      return filterGradient(changetype<FilterGradientJob>(job), chunk, thread);
    case 4:
      return transformFilters(changetype<WinogradFilterJob>(job), chunk, thread);
    case 5:
      return convolveWinograd(changetype<WinogradJob>(job), chunk, thread);
    case 6:
      return transformPairs(changetype<WinogradFilterGradientJob>(job), chunk, thread);
    case 7:
      return multiplyPairs(changetype<WinogradFilterGradientJob>(job), chunk, thread);
    case 8:
      return unpackPairs(changetype<WinogradFilterGradientJob>(job), chunk, thread);
    case 9:
      return sumMoments(changetype<MomentsJob>(job), chunk, thread);
    case 10:
      return normalise(changetype<NormaliseJob>(job), chunk, thread);
    case 11:
      return sumGradients(changetype<GradientSumsJob>(job), chunk, thread);
    case 12:
      return applyGradient(changetype<GradientJob>(job), chunk, thread);
    case 13:
      return depthwiseInputGradient(changetype<DepthwiseJob>(job), chunk, thread);
    case 14:
      return depthwiseFilterGradient(changetype<DepthwiseJob>(job), chunk, thread);
    case 15:
      return reluGradient(changetype<ReluGradientJob>(job), chunk, thread);
    case 16:
      return mix(changetype<MixJob>(job), chunk, thread);
    case 17:
      return stepSgd(changetype<SgdJob>(job), chunk, thread);
    case 18:
      return maxPoolGradient(changetype<PoolGradientJob>(job), chunk, thread);
    case 19:
      return avgPoolGradient(changetype<PoolGradientJob>(job), chunk, thread);
  }
}
