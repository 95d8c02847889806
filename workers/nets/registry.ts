/** Every architecture family that is known by the names and shapes of its parameters. A new one is one file and one line here. */
import { efficientnetCifar } from './efficientnetCifar';
import type { Family } from './family';
import { mobilenetCifar } from './mobilenetCifar';
import { efficientnetTorchvision, mobilenetTorchvision } from './mobileTorchvision';
import { preactResnet } from './preactResnet';
import { resnetCifar } from './resnetCifar';
import { resnetTorchvision } from './resnetTorchvision';
import { vggCifar } from './vggCifar';
import { vggElu } from './vggElu';
import { vggTorchvision } from './vggTorchvision';
import { wideResnet } from './wideResnet';

/** Of two that fit a file equally well, the first is taken. */
export const FAMILIES: readonly Family[] = [
  resnetCifar,
  preactResnet,
  resnetTorchvision,
  wideResnet,
  vggCifar,
  vggTorchvision,
  vggElu,
  mobilenetCifar,
  mobilenetTorchvision,
  efficientnetCifar,
  efficientnetTorchvision,
];
