/** Every layer class that is read, and what writes it into a graph. A new one is one line here. */
import { writeConv2D, writeDense, writeDepthwiseConv2D, writeSeparableConv2D } from './convolutionLayers';
import type { FlatLayer } from './flatten';
import { writeBatchNormalization, writeNormalization, writeRescaling } from './normalisationLayers';
import {
  passOn,
  writeActivation,
  writeConcatenate,
  writeDropout,
  writeFlatten,
  writeGlobalAveragePooling,
  writeGlobalMaxPooling,
  writeMerge,
  writePool,
  writeReshape,
  writeUpSampling,
  writeZeroPadding,
} from './valueLayers';
import type { Value } from './networkWriter';
import type { Writer } from './writer';

type LayerWriter = (writer: Writer, layer: FlatLayer, input: Value, ...others: readonly Value[]) => Value;

export const LAYERS: ReadonlyMap<string, LayerWriter> = new Map<string, LayerWriter>([
  ['Conv2D', writeConv2D],
  ['Convolution2D', writeConv2D],
  ['DepthwiseConv2D', writeDepthwiseConv2D],
  ['SeparableConv2D', writeSeparableConv2D],
  ['SeparableConvolution2D', writeSeparableConv2D],
  ['Dense', writeDense],
  ['BatchNormalization', writeBatchNormalization],
  ['Rescaling', writeRescaling],
  ['Normalization', writeNormalization],
  ['Activation', writeActivation],
  ['ReLU', writeActivation],
  ['LeakyReLU', writeActivation],
  ['ELU', writeActivation],
  ['Softmax', writeActivation],
  ['Add', writeMerge],
  ['Multiply', writeMerge],
  ['Concatenate', writeConcatenate],
  ['MaxPooling2D', writePool],
  ['AveragePooling2D', writePool],
  ['GlobalAveragePooling2D', writeGlobalAveragePooling],
  ['GlobalMaxPooling2D', writeGlobalMaxPooling],
  ['ZeroPadding2D', writeZeroPadding],
  ['UpSampling2D', writeUpSampling],
  ['Flatten', writeFlatten],
  ['Reshape', writeReshape],
  ['Dropout', writeDropout],
  ['SpatialDropout2D', passOn],
  ['AlphaDropout', passOn],
  ['GaussianDropout', passOn],
  ['GaussianNoise', passOn],
  ['ActivityRegularization', passOn],
  ['RandomFlip', passOn],
  ['RandomRotation', passOn],
  ['RandomTranslation', passOn],
  ['RandomZoom', passOn],
  ['RandomContrast', passOn],
  ['RandomBrightness', passOn],
]);
