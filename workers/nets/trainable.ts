/** Networks that can be trained from nothing, by the name recipes use. */
import type { Graph } from '../graph/graph';
import type { TrainableNetwork } from '../protocol';
import { buildEfficientnetCifar } from './efficientnetCifar';
import type { InputSize } from './family';
import { EFFICIENTNET_STAGES, type Stage, USUAL_HEAD, USUAL_STEM } from './invertedResiduals';
import { buildMobilenetCifar, MOBILENET_CIFAR_STAGES } from './mobilenetCifar';
import { buildResnetCifar } from './resnetCifar';
import { buildVggCifar } from './vggCifar';
import { buildWideResnet } from './wideResnet';

/** What the images ask of a network. */
export interface Demand {
  readonly inputSize: InputSize;
  readonly inputChannels: number;
  readonly classes: number;
}

/** Stages narrowed as the stem is; no stage with fewer channels than that leaves of the narrowest. */
function narrowed(stages: readonly Stage[], stem: number): Stage[] {
  return stages.map((stage) => ({
    ...stage,
    channels: Math.max(1, Math.round((stage.channels * stem) / USUAL_STEM)),
  }));
}

/** Builds a network of a width (see `TRAINABLE_NETWORKS`) for images. */
export function buildTrainable(architecture: TrainableNetwork, width: number, demand: Demand): Graph {
  switch (architecture) {
    case 'resnet18':
      return buildResnetCifar({ ...demand, width, blocks: [2, 2, 2, 2] });
    case 'vgg11':
      return buildVggCifar({ ...demand, depth: 11, batchNorm: true, width });
    case 'mobilenetv2': {
      const head = Math.round((USUAL_HEAD * width) / USUAL_STEM);
      return buildMobilenetCifar({
        ...demand,
        stem: width,
        head,
        stages: narrowed(MOBILENET_CIFAR_STAGES, width),
      });
    }
    case 'wrn16':
      return buildWideResnet({ ...demand, depth: 16, widen: width });
    case 'efficientnetb0':
      return buildEfficientnetCifar({ ...demand, stem: width, stages: narrowed(EFFICIENTNET_STAGES, width) });
    default:
      return architecture satisfies never;
  }
}
