import { booleanMember, type JsonObject } from '../../readers/kerasJson';

/** The tensors of a layer of a class, in Keras's order; none for classes without weights. */
export function tensorNames(className: string, config: JsonObject): readonly string[] {
  const bias = (booleanMember(config, 'use_bias') ?? true) ? ['bias'] : [];
  switch (className) {
    case 'Conv2D':
    case 'Convolution2D':
    case 'Dense':
      return ['kernel', ...bias];
    case 'DepthwiseConv2D':
      return ['depthwise_kernel', ...bias];
    case 'SeparableConv2D':
    case 'SeparableConvolution2D':
      return ['depthwise_kernel', 'pointwise_kernel', ...bias];
    case 'BatchNormalization': {
      const gamma = (booleanMember(config, 'scale') ?? true) ? ['gamma'] : [];
      const beta = (booleanMember(config, 'center') ?? true) ? ['beta'] : [];
      return [...gamma, ...beta, 'moving_mean', 'moving_variance'];
    }
    case 'Normalization':
      return config['mean'] === undefined || config['mean'] === null ? ['mean', 'variance'] : [];
    default:
      return [];
  }
}
