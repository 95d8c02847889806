/** Commands for the user's own files: opened, read otherwise, taken out of use. A failed load leaves the page as it was. */
import {
  type DataReference,
  type Fault,
  IMAGE_ROLES,
  type ImageRole,
  type ImageSetSummary,
  type ModelReference,
  type PixelReading,
  type Recipe,
  type SetReference,
  pairMisfit,
  pixelReadingOf,
} from '../../workers/protocol';
import {
  engineStore,
  type EngineState,
  type OpenedFiles,
  type OwnNetwork,
  type OwnSet,
} from '../state/engineStore';
import { editRecipe, FIRST_PRESET, recipeStore } from '../state/recipeStore';
import { editImages } from './editImages';
import { keepSet } from './keptFiles';
import {
  askForData,
  failed,
  inTurn,
  LOADED,
  type Loaded,
  loadModel,
  loadShapes,
  loadZooNetwork,
  refuseWhileRunning,
} from './loadCommands';
import { closeMasks, withoutMasks } from './maskCommands';
import { addressed, isSame } from './references';

/** What is opened or replaced; null takes a role out of use. */
export interface PickedFiles {
  readonly model?: OwnNetwork;
  readonly defense?: OwnSet;
  readonly test?: OwnSet;
  readonly poisoned?: OwnSet;
}

/** A lone file as a set of images. */
export function loneSet(file: File): OwnSet {
  return { name: file.name, files: [{ path: file.name, file }], reading: {}, address: null };
}

/** A lone file as a network. */
export function loneNetwork(file: File): OwnNetwork {
  return { name: file.name, files: [{ path: file.name, file }], hint: null, address: null };
}

function pixelsOf({ data }: Recipe): PixelReading {
  return pixelReadingOf(data, { normalisation: 'rnp' });
}

/** How the recipe names a set that was just loaded. */
function setReference(summary: ImageSetSummary, { reading, address }: OwnSet): SetReference {
  const { name, sha256 } = summary;
  return { name, sha256, ...reading, ...addressed(address) };
}

async function openNetwork(own: OwnNetwork): Promise<Loaded> {
  const { name, files, hint, address } = own;
  const result = await loadModel({ kind: 'file', name, files, hint });
  if (!result.ok) return result;
  const { sha256 } = result.value;
  const { masks } = engineStore.getState().files;
  engineStore.setState((engine) => ({ examined: null, files: { ...engine.files, model: own, masks: null } }));
  const model: ModelReference = {
    kind: 'file',
    name,
    sha256,
    ...addressed(address),
    ...(hint === null ? {} : { hint }),
  };
  editRecipe((recipe) => (isSame(recipe.model, model) ? recipe : withoutMasks({ ...recipe, model }, masks)));
  recipeStore.setState({ presetId: null });
  void keepSet(files, name, sha256);
  return LOADED;
}

/** The role of images that say nothing of their classes; null for every other fault. */
function roleWithoutLabels({ code, params }: Fault): ImageRole | null {
  return code === 'labels-missing' ? (IMAGE_ROLES.find((role) => role === params['role']) ?? null) : null;
}

/** Images without labels wait for one to be typed in; the others are opened, with what was in use in that role before. */
function letWait(role: ImageRole, files: OpenedFiles, pixels: PixelReading): Promise<Loaded> {
  const { [role]: set } = files;
  const { [role]: held } = engineStore.getState().files;
  // Test images that waited for defense images have not been looked into until now.
  const before = held === set ? null : held;
  engineStore.setState((engine) => ({
    unlabelled: { ...engine.unlabelled, ...(set === null ? {} : { [role]: set }) },
    files: { ...engine.files, [role]: before },
  }));
  return openImages({ ...files, [role]: before }, pixels);
}

/** Sets wait until others were opened in their role. */
function stillWaiting({ files, unlabelled }: EngineState, opened: OpenedFiles): EngineState['unlabelled'] {
  const waiting = IMAGE_ROLES.filter((role) => opened[role] === files[role]);
  return Object.fromEntries(waiting.flatMap((role) => (unlabelled[role] ? [[role, unlabelled[role]]] : [])));
}

/** Forgets images that wait for a label. */
export function forgetUnlabelled(role: ImageRole): void {
  const { [role]: _forgotten, ...unlabelled } = engineStore.getState().unlabelled;
  engineStore.setState({ unlabelled });
}

/** Opens images for all roles that have some. */
async function openImages(files: OpenedFiles, pixels: PixelReading): Promise<Loaded> {
  const { defense, test, poisoned } = files;
  const before = engineStore.getState().data;
  if (defense === null) {
    // Other images alone cannot be loaded yet; they wait for the defense images.
    engineStore.setState({ files });
    return LOADED;
  }
  const result = await askForData({ kind: 'files', defense, test, poisoned, pixels });
  if (!result.ok) {
    const role = roleWithoutLabels(result.fault);
    return role === null ? failed(result.fault) : letWait(role, files, pixels);
  }
  engineStore.setState((engine) => ({
    files: { ...engine.files, defense, test, poisoned },
    unlabelled: stillWaiting(engine, files),
  }));
  const { value } = result;
  const data: DataReference = {
    kind: 'files',
    defense: setReference(value.defense, defense),
    test: value.test === null || test === null ? null : setReference(value.test, test),
    ...(value.poisoned === null || poisoned === null
      ? {}
      : { poisoned: setReference(value.poisoned, poisoned) }),
    ...value.pixels,
  };
  editImages(data, before, value);
  if (value.poisoned !== null && value.poisoned.sha256 !== before?.poisoned?.sha256) measureWithImages();
  recipeStore.setState({ presetId: null });
  for (const role of IMAGE_ROLES) {
    const set = files[role];
    const summary = value[role];
    // So that a link which names it just opens.
    if (set !== null && summary !== null) void keepSet(set.files, set.name, summary.sha256);
  }
  return LOADED;
}

/** Whether the open network's file has a list of the open poisoned pictures: they are read again with it. */
function knowsPoisoned(): boolean {
  const { files, model, data } = engineStore.getState();
  return data?.kind === 'files' && files.poisoned !== null && model?.attack?.poisoned?.kind === 'folder';
}

/** Whether the open images were read for another network: with its size, or its number of classes. They are read again. */
function needsReading(): boolean {
  const { data, model } = engineStore.getState();
  return model !== null && data?.kind === 'files' && pairMisfit(model, data) !== null;
}

async function loadFiles(picked: PickedFiles, pixels?: PixelReading): Promise<Loaded> {
  const { model, ...images } = picked;
  if (model !== undefined) {
    const opened = await openNetwork(model);
    if (!opened.ok) return opened;
  }
  const again = needsReading() || (model !== undefined && knowsPoisoned());
  if (Object.keys(images).length === 0 && pixels === undefined && !again) return LOADED;
  const poisoned = picked.poisoned === undefined ? {} : { poisoned: withTarget(picked.poisoned) };
  const files = { ...engineStore.getState().files, ...images, ...poisoned };
  return openImages(files, pixels ?? pixelsOf(recipeStore.getState().recipe));
}

/** The class the attack leads to, as far as the network's file says it. */
function knownTarget(): number | null {
  const target = engineStore.getState().model?.attack?.target;
  return typeof target === 'number' ? target : null;
}

/** Poisoned pictures without labels of their own are the target's. */
function withTarget(set: OwnSet): OwnSet {
  const label = knownTarget();
  return label === null || set.reading.label !== undefined
    ? set
    : { ...set, reading: { ...set.reading, label } };
}

/** Ready poisoned images take the place of a trigger. */
function measureWithImages(): void {
  editRecipe((recipe) => {
    const { trigger } = recipe;
    const target = knownTarget() ?? trigger?.target ?? 0;
    const isSet = trigger?.kind === 'images' && trigger.target === target;
    return isSet ? recipe : { ...recipe, trigger: { kind: 'images', target } };
  });
}

/** Opens the user's files, as many as were given, and names them in the recipe. */
export async function openFiles(picked: PickedFiles, pixels?: PixelReading): Promise<Loaded> {
  const free = refuseWhileRunning();
  return free.ok ? inTurn(() => loadFiles(picked, pixels)) : free;
}

/** Takes one role's files out of use: what is built in stands in for a network and for defense images. */
export async function closeFile(role: keyof OpenedFiles): Promise<Loaded> {
  const free = refuseWhileRunning();
  if (!free.ok) return free;
  return inTurn(async () => {
    if (role === 'masks') return closeMasks();
    engineStore.setState(({ files }) => ({ files: { ...files, [role]: null } }));
    const { recipe } = recipeStore.getState();
    if (role === 'model') return recipe.model.kind === 'file' ? loadZooNetwork(FIRST_PRESET) : LOADED;
    // Without defense images no others are open, either: they wait.
    if ((role === 'poisoned' || role === 'defense') && recipe.trigger?.kind === 'images') {
      editRecipe((now) => ({ ...now, trigger: null }));
    }
    if (recipe.data.kind !== 'files') return LOADED;
    const { files } = engineStore.getState();
    return role === 'defense' ? loadShapes() : openImages(files, pixelsOf(recipe));
  });
}
