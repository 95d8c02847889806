/** Exports of the AssemblyScript module; every name ending in `At` is a byte offset into the heap, see `assembly/`. */
export interface KernelExports {
  convolve(
    xAt: number,
    xImageBytes: number,
    xRowBytes: number,
    xStepY: number,
    xStepX: number,
    weightsAt: number,
    tapRows: number,
    run: number,
    yAt: number,
    yImageBytes: number,
    yStepY: number,
    yStepX: number,
    images: number,
    rows: number,
    columns: number,
    outputs: number,
  ): void;
  padImages(
    xAt: number,
    images: number,
    height: number,
    width: number,
    channels: number,
    paddedAt: number,
    top: number,
    left: number,
    paddedHeight: number,
    paddedWidth: number,
  ): void;
  fillZero(at: number, bytes: number): void;
  packWeights(weightsAt: number, rows: number, outputs: number, packedAt: number): void;
  packFlippedWeights(
    weightsAt: number,
    tapColumns: number,
    channels: number,
    outputs: number,
    firstY: number,
    strideY: number,
    countY: number,
    firstX: number,
    strideX: number,
    countX: number,
    packedAt: number,
  ): void;
  packColumns(
    xAt: number,
    images: number,
    height: number,
    width: number,
    channels: number,
    packedAt: number,
    firstRow: number,
    firstColumn: number,
    rows: number,
    columns: number,
  ): void;
  packOutputs(dyAt: number, pixels: number, outputs: number, packedAt: number): void;
  accumulateFilterGradient(
    xAt: number,
    xRows: number,
    xColumns: number,
    dyAt: number,
    sumsAt: number,
    channels: number,
    outputs: number,
    tapRows: number,
    tapColumns: number,
    strideY: number,
    strideX: number,
    images: number,
    rows: number,
    columns: number,
  ): void;
  unpackFilterGradient(
    sumsAt: number,
    taps: number,
    channels: number,
    outputs: number,
    filterAt: number,
  ): void;
  batchNormTrain(
    xAt: number,
    residualAt: number,
    gammaAt: number,
    betaAt: number,
    pixels: number,
    channels: number,
    epsilon: number,
    relu: number,
    yAt: number,
    meanAt: number,
    varianceAt: number,
    inverseStdAt: number,
    scratchAt: number,
  ): void;
  batchNormTrainGradient(
    dyAt: number,
    yAt: number,
    xAt: number,
    gammaAt: number,
    meanAt: number,
    inverseStdAt: number,
    pixels: number,
    channels: number,
    dxAt: number,
    dgammaAt: number,
    dbetaAt: number,
    dresidualAt: number,
    scratchAt: number,
  ): void;
  batchNormEval(
    xAt: number,
    residualAt: number,
    scaleAt: number,
    shiftAt: number,
    pixels: number,
    channels: number,
    relu: number,
    yAt: number,
    scratchAt: number,
  ): void;
  batchNormEvalGradient(
    dyAt: number,
    yAt: number,
    xAt: number,
    scaleAt: number,
    pixels: number,
    channels: number,
    dxAt: number,
    dscaleAt: number,
    dshiftAt: number,
    dresidualAt: number,
    scratchAt: number,
  ): void;
  depthwiseInputGradient: DepthwiseGradient;
  depthwiseFilterGradient: DepthwiseGradient;
  reluGradient(dyAt: number, yAt: number, dxAt: number, count: number): void;
}

/** Input gradient: (dy, filter, dx, ...); filter gradient: (x, dy, dfilter, ...). */
export type DepthwiseGradient = (
  firstAt: number,
  secondAt: number,
  resultAt: number,
  images: number,
  height: number,
  width: number,
  channels: number,
  multiplier: number,
  tapRows: number,
  tapColumns: number,
  strideY: number,
  strideX: number,
  top: number,
  left: number,
  rows: number,
  columns: number,
) => void;
