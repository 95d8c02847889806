/** `rnp inspect FILE...`: what a network file holds, as JSON. */
import { loadedModel } from '../workers/engine/loadedModel';
import { FaultError, type PickedFile } from '../workers/protocol';
import type { Arguments } from './arguments';
import { nodeReader } from './nodeReader';
import { openFile } from './nodeSession';

/** Prints `{format, architecture, classes, parameters, maskSites, channels, matched, missing, unused, notes}`. */
export async function inspectCommand(args: Arguments): Promise<void> {
  if (args.words.length === 0) {
    throw new FaultError('argument-invalid', { argument: 'FILE', reason: 'name a network file' });
  }
  const files: PickedFile[] = [];
  for (const path of args.words) {
    const file = await openFile(path, 'FILE');
    files.push({ path: file.name, file });
  }
  const read = await nodeReader.readNetwork({ files, hint: null }, () => undefined);
  const { summary } = loadedModel(read, files[0]?.path ?? '');
  const { format, architecture, classes, parameters, channels, matched, missing, unused, notes } = summary;
  const facts = {
    format,
    architecture,
    classes,
    parameters,
    maskSites: summary.maskSites.length,
    channels,
    matched,
    missing,
    unused,
    notes,
  };
  process.stdout.write(`${JSON.stringify(facts, null, 1)}\n`);
}
