/** Versions that go into every report. */
import { version_core } from '../device/tf';

export const PLAYGROUND_VERSION = '0.1.0';

export const VERSIONS: Readonly<Record<string, string>> = {
  playground: PLAYGROUND_VERSION,
  tfjs: version_core,
};
