/** Files that a recipe names and that are kept on this computer open by themselves. */
import { type FileReference, pixelReadingOf, type Recipe, type SetReference } from '../../workers/protocol';
import { engineStore, type OwnNetwork, type OwnSet } from '../state/engineStore';
import { openFiles, type PickedFiles } from './fileCommands';
import { takeKept } from './keptFiles';

async function keptFile({ name, sha256 }: FileReference): Promise<File | null> {
  const file = await takeKept(sha256);
  return file === null ? null : new File([file], name, { lastModified: file.lastModified });
}

async function keptNetwork({ model }: Recipe): Promise<OwnNetwork | null> {
  if (model.kind !== 'file' || engineStore.getState().model?.sha256 === model.sha256) return null;
  const file = await keptFile(model);
  if (file === null) return null;
  const { name, hint = null, address = null } = model;
  return { name, files: [{ path: name, file }], hint, address };
}

async function keptSet(reference: SetReference | null | undefined): Promise<OwnSet | null> {
  if (reference === null || reference === undefined) return null;
  const file = await keptFile(reference);
  if (file === null) return null;
  const { name, sha256: _sha256, address = null, ...reading } = reference;
  return { name, files: [{ path: name, file }], reading, address };
}

/** Opens what is kept of a link's files; the others are asked for. */
export async function openKept(recipe: Recipe): Promise<void> {
  const model = await keptNetwork(recipe);
  const { data } = recipe;
  const ofFiles = data.kind === 'files' ? data : null;
  const defense = await keptSet(ofFiles?.defense);
  const test = await keptSet(ofFiles?.test);
  const poisoned = await keptSet(ofFiles?.poisoned);
  const picked: PickedFiles = {
    ...(model === null ? {} : { model }),
    ...(defense === null ? {} : { defense }),
    ...(test === null ? {} : { test }),
    ...(poisoned === null ? {} : { poisoned }),
  };
  if (Object.keys(picked).length === 0) return;
  if (ofFiles === null) await openFiles(picked);
  else await openFiles(picked, pixelReadingOf(ofFiles, { normalisation: 'rnp' }));
}
