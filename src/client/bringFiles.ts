/** Files that a recipe names: those kept on this computer open by themselves, those with an address are fetched when asked. */
import {
  type Fault,
  type FileReference,
  IMAGE_ROLES,
  type ImageRole,
  type PickedFile,
  pixelReadingOf,
  type Recipe,
  type SetReference,
} from '../../workers/protocol';
import { neededFiles } from '../link/neededFiles';
import { engineStore, type OwnNetwork, type OwnSet } from '../state/engineStore';
import { fetchFile, type FetchOptions } from './fetchFile';
import { openFiles, type PickedFiles } from './fileCommands';
import { takeKeptSet } from './keptFiles';
import { inTurn, loadShapes, loadZooNetwork, refuseWhileRunning } from './loadCommands';
import { openMasks } from './maskCommands';

/** Comes with the file or files that were named, or with null where there are none. */
type Take = (reference: FileReference) => Promise<readonly PickedFile[] | null>;

/** A lone file goes by the name that the recipe has for it. */
async function named(reference: FileReference, take: Take): Promise<readonly PickedFile[] | null> {
  const files = await take(reference);
  const [only, ...more] = files ?? [];
  if (only === undefined || more.length > 0) return files;
  const { name } = reference;
  return [{ path: name, file: new File([only.file], name, { lastModified: only.file.lastModified }) }];
}

async function networkOf({ model }: Recipe, take: Take): Promise<OwnNetwork | null> {
  if (model.kind !== 'file' || engineStore.getState().model?.sha256 === model.sha256) return null;
  const files = await named(model, take);
  if (files === null) return null;
  const { name, hint = null, address = null } = model;
  return { name, files, hint, address };
}

async function setOf(
  reference: SetReference | null | undefined,
  openSha256: string | undefined,
  take: Take,
): Promise<OwnSet | null> {
  if (reference === null || reference === undefined || reference.sha256 === openSha256) return null;
  const files = await named(reference, take);
  if (files === null) return null;
  const { name, sha256: _sha256, address = null, ...reading } = reference;
  return { name, files, reading, address };
}

async function imagesOf({ data }: Recipe, take: Take): Promise<PickedFiles> {
  if (data.kind !== 'files') return {};
  const open = engineStore.getState().data;
  const picked: (readonly [ImageRole, OwnSet])[] = [];
  for (const role of IMAGE_ROLES) {
    const set = await setOf(data[role], open?.[role]?.sha256, take);
    if (set !== null) picked.push([role, set]);
  }
  return Object.fromEntries(picked);
}

/** After the network: masks belong to it. */
async function bringMasks({ masks }: Recipe, take: Take): Promise<void> {
  if (masks === undefined || engineStore.getState().masks?.sha256 === masks.sha256) return;
  const [only] = (await named(masks, take)) ?? [];
  if (only !== undefined) await openMasks({ file: only.file, address: masks.address ?? null });
}

/** What stands beside the files and is built in; the network before the images, which are read for it. */
async function bringBuiltIn({ model, data }: Recipe): Promise<void> {
  const isMixed = (model.kind === 'file') !== (data.kind === 'files');
  if (!isMixed || !refuseWhileRunning().ok) return;
  await inTurn(() => (model.kind === 'zoo' ? loadZooNetwork(model.id) : loadShapes()));
}

/** Opens what `take` comes with. What cannot be opened leaves its fault on the page. */
async function bring(recipe: Recipe, take: Take): Promise<void> {
  await bringBuiltIn(recipe);
  const model = await networkOf(recipe, take);
  const images = await imagesOf(recipe, take);
  const picked: PickedFiles = model === null ? images : { ...images, model };
  const { data } = recipe;
  const pixels = data.kind === 'files' ? pixelReadingOf(data, { normalisation: 'rnp' }) : undefined;
  if (Object.keys(picked).length > 0 && !(await openFiles(picked, pixels)).ok) return;
  await bringMasks(recipe, take);
}

/** Opens what is kept on this computer of a link's files; the others are asked for. */
export function openKept(recipe: Recipe): Promise<void> {
  return bring(recipe, ({ sha256 }) => takeKeptSet(sha256));
}

/** The fault of an address that gave another file than the one meant; that one is open now, and the link goes on waiting. */
function wrongFile(recipe: Recipe, fetched: ReadonlySet<string>): Fault | null {
  const engine = engineStore.getState();
  const needs = neededFiles(recipe, engine, engine.files.model !== null);
  const wrong = needs.find(({ state, sha256 }) => state === 'other' && fetched.has(sha256));
  if (wrong === undefined) return null;
  const { name, sha256, found } = wrong;
  return { code: 'checksum-mismatch', params: { name, expected: sha256, found: found ?? '' } };
}

/**
 * Fetches those of a recipe's files that have an address, one after the other, and opens them. Answers with what `fetchFile` says of the
 * first that did not come, or `checksum-mismatch`; null where all came, also if one was refused, which stands on the page already.
 */
export async function fetchNeeded(recipe: Recipe, options: FetchOptions): Promise<Fault | null> {
  const fetched = new Set<string>();
  const faults: Fault[] = [];
  await bring(recipe, async ({ sha256, address }) => {
    if (address === undefined || faults.length > 0) return takeKeptSet(sha256);
    const result = await fetchFile(address, { ...options, sha256 });
    if (result.ok) fetched.add(sha256);
    else faults.push(result.fault);
    return result.ok ? [{ path: result.value.name, file: result.value }] : null;
  });
  return faults[0] ?? wrongFile(recipe, fetched);
}
