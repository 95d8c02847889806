/** The user's files on the page: told apart, loaded, loaded again when a role is corrected, and taken out of use. */
import { useMemo, useState } from 'react';
import type { Fault } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import type { PickedFiles } from '../../client/loadCommands';
import { dismissEngineFault, engineStore, type OpenedFiles, useEngine } from '../../state/engineStore';
import { recipeStore, setRecipe, useRecipe } from '../../state/recipeStore';
import { setView } from '../../state/viewStore';
import { MODEL_TEXT } from '../../text/model';
import { changeRole, fileOf, type FileRole, heldFiles, type SortedFile, sortFiles } from './fileRoles';
import { readJsonFile } from './readJsonFile';

export interface OwnFiles {
  readonly rows: readonly SortedFile[];
  readonly addFiles: (files: readonly File[]) => void;
  readonly setRole: (file: File, role: FileRole) => void;
  readonly remove: (file: File) => void;
  readonly notice: string;
  readonly fault: Fault | null;
  readonly dismissFault: () => void;
}

const LOADED_ROLES = ['model', 'defense', 'test'] as const;

/** New files replace older ones of the same role; files left out are forgotten. */
function merge(old: readonly SortedFile[], added: readonly SortedFile[]): readonly SortedFile[] {
  const taken = new Set(added.map(({ role }) => role));
  return [...old.filter(({ role }) => role !== 'ignore' && !taken.has(role)), ...added];
}

/** What the engine holds of the user's files, and uses. */
function inUse(): readonly SortedFile[] {
  return heldFiles(engineStore.getState().files, recipeStore.getState().recipe);
}

/** The files that are not in use in their role yet. */
function pickedOf(rows: readonly SortedFile[]): PickedFiles {
  const held = inUse();
  const picked = LOADED_ROLES.flatMap((role) => {
    const file = fileOf(rows, role);
    return file === undefined || file === fileOf(held, role) ? [] : [[role, file] as const];
  });
  return Object.fromEntries(picked);
}

/** Takes out of use what no row stands for any more. */
async function closeLost(rows: readonly SortedFile[]): Promise<void> {
  const held = inUse();
  const isLost = (role: keyof OpenedFiles) =>
    fileOf(held, role) !== undefined && fileOf(rows, role) === undefined;
  for (const role of LOADED_ROLES) if (isLost(role)) await client.closeFile(role);
}

/** Loads what is new, images also where the network was refused; then, with both there, asks the preprocessing doctor. */
async function openPicked({ model, ...images }: PickedFiles): Promise<void> {
  const hasImages = Object.keys(images).length > 0;
  if (model === undefined && !hasImages) return;
  if (model !== undefined) {
    const opened = await client.openFiles({ model });
    // Who stops one of several files wants none of them.
    if (!opened.ok && opened.fault.code === 'cancelled') return;
  }
  // A refused network has left its fault on the page; opening images takes it off, unless they are refused too.
  const { fault } = engineStore.getState();
  if (hasImages && !(await client.openFiles(images)).ok) return;
  if (fault !== null && engineStore.getState().fault === null) engineStore.setState({ fault });
  const { files, data } = engineStore.getState();
  if (fault === null && files.model !== null && data?.kind === 'files') await client.diagnose();
}

/** Rows of files that were dropped and are not in use: recipes, refused files, and those left out. */
function leftOver(rows: readonly SortedFile[]): readonly SortedFile[] {
  const held = new Set(inUse().map(({ file }) => file));
  return rows
    .filter(({ file }) => !held.has(file))
    .map(({ file, role }) => ({ file, role: role === 'recipe' ? role : 'ignore' }));
}

/** See {@link OwnFiles}. What is in use is read from the stores, so that it survives a walk to another place. */
export function useOwnFiles(): OwnFiles {
  const files = useEngine((engine) => engine.files);
  const recipe = useRecipe((state) => state.recipe);
  const fileFault = useEngine(({ fault }) => (fault?.file === undefined ? null : fault));
  const [left, setLeft] = useState<readonly SortedFile[]>([]);
  /** What the user wants, until it is loaded or refused. */
  const [wanted, setWanted] = useState<readonly SortedFile[] | null>(null);
  const [jsonFault, setJsonFault] = useState<Fault | null>(null);
  const [notice, setNotice] = useState('');
  const held = useMemo(() => heldFiles(files, recipe), [files, recipe]);
  const rows = wanted ?? [...held, ...left];

  const readJson = async (file: File) => {
    const result = await readJsonFile(file);
    setJsonFault(result.ok ? null : { ...result.fault, file: file.name });
    if (!result.ok) return;
    if (result.value.kind === 'report') {
      setView({ place: 'run' });
      return;
    }
    setRecipe(result.value.recipe);
    setNotice(MODEL_TEXT.recipeTaken);
    await client.ensureLoaded(result.value.recipe);
  };
  const take = async (next: readonly SortedFile[]) => {
    setWanted(next);
    setNotice('');
    await closeLost(next);
    await openPicked(pickedOf(next));
    setWanted((shown) => (shown === next ? null : shown));
    setLeft(leftOver(next));
  };
  return {
    rows,
    notice,
    fault: jsonFault ?? fileFault,
    dismissFault: () => {
      setJsonFault(null);
      dismissEngineFault();
    },
    addFiles: (added) => {
      if (added.length === 0) return;
      const sorted = sortFiles(added, fileOf(rows, 'defense') !== undefined);
      void take(merge(rows, sorted));
      const json = fileOf(sorted, 'recipe');
      if (json !== undefined) void readJson(json);
    },
    setRole: (file, role) => void take(changeRole(rows, file, role)),
    remove: (file) =>
      void take(rows.filter((row) => row.file !== file)).then(() => setNotice(MODEL_TEXT.removed(file.name))),
  };
}
