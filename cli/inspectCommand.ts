/** `rnp inspect FILE`: what a checkpoint holds, as JSON. */
import { openModel } from '../workers/engine/loadedModel';
import { FaultError } from '../workers/protocol';
import { fileSource } from '../workers/readers/byteSource';
import type { Arguments } from './arguments';
import { openFile } from './nodeSession';

/** Prints `{format, architecture, classes, parameters, maskSites, channels, matched, missing, unused}`. */
export async function inspectCommand(args: Arguments): Promise<void> {
  const [path] = args.words;
  if (path === undefined)
    throw new FaultError('argument-invalid', { argument: 'FILE', reason: 'name a checkpoint' });
  const file = await openFile(path, 'FILE');
  const { summary } = await openModel(fileSource(file), file.name);
  const { format, architecture, classes, parameters, channels, matched, missing, unused } = summary;
  const maskSites = summary.maskSites.length;
  const facts = { format, architecture, classes, parameters, maskSites, channels, matched, missing, unused };
  process.stdout.write(`${JSON.stringify(facts, null, 1)}\n`);
}
