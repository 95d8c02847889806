/** Exports of the AssemblyScript module; every name ending in `At` is a byte offset into the heap, see `assembly/`. */
export interface KernelExports {
  /** Makes an empty team of the 32 bytes at `teamAt`. */
  foundTeam(teamAt: number): void;
  /** The number of a helper thread: 1, 2, ... in the order of joining. */
  joinTeam(teamAt: number): number;
  /** Lets nobody join from now on; answers how many have. */
  closeTeam(teamAt: number): number;
  /** The life of one helper thread; returns when the team is dismissed. */
  help(teamAt: number, thread: number): void;
  dismissTeam(teamAt: number): void;
  runOnTeam(teamAt: number, kind: number, jobAt: number, chunks: number): void;
  sampleShift(xAt: number, pixels: number, channels: number, shiftAt: number): void;
  finishMoments(
    momentsJobAt: number,
    chunks: number,
    epsilon: number,
    gammaAt: number,
    meanAt: number,
    varianceAt: number,
    inverseStdAt: number,
    scaleAt: number,
  ): void;
  addGradientSums(gradientSumsJobAt: number, chunks: number, sumsAt: number, productsAt: number): void;
  prepareGradient(
    gradientJobAt: number,
    gammaAt: number,
    inverseStdAt: number,
    dgammaAt: number,
    dbetaAt: number,
  ): void;
  squaredSum(xAt: number, count: number, resultAt: number): void;
}
