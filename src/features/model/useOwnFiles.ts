/** The user's files on the page: told apart, loaded, and loaded again when a role is corrected. */
import { useState } from 'react';
import type { Fault } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import type { PickedFiles } from '../../client/loadCommands';
import { closeEngine } from '../../client/session';
import { engineStore } from '../../state/engineStore';
import { recipeStore, setRecipe } from '../../state/recipeStore';
import { setView } from '../../state/viewStore';
import { MODEL_TEXT } from '../../text/model';
import { changeRole, fileOf, type FileRole, type SortedFile, sortFiles } from './fileRoles';
import { readJsonFile } from './readJsonFile';

export interface OwnFiles {
  readonly rows: readonly SortedFile[];
  readonly addFiles: (files: readonly File[]) => void;
  readonly setRole: (file: File, role: FileRole) => void;
  /** Stops reading the user's files and brings back what was loaded before; null while none is being read. */
  readonly cancel: (() => void) | null;
  readonly notice: string;
  readonly fault: Fault | null;
  readonly dismissFault: () => void;
}

/** New files replace older ones of the same role; files left out are forgotten. */
function merge(old: readonly SortedFile[], added: readonly SortedFile[]): readonly SortedFile[] {
  const taken = new Set(added.map(({ role }) => role));
  return [...old.filter(({ role }) => role !== 'ignore' && !taken.has(role)), ...added];
}

/** The files the engine does not hold in this role, or holds no longer because a prepared network took their place. */
function pickedOf(rows: readonly SortedFile[]): PickedFiles {
  const { files } = engineStore.getState();
  const { recipe } = recipeStore.getState();
  const isNew = (file: File | undefined, held: File | null, inUse: boolean): file is File =>
    file !== undefined && (file !== held || !inUse);
  const model = fileOf(rows, 'model');
  const defense = fileOf(rows, 'defense');
  const test = fileOf(rows, 'test');
  const usesFiles = recipe.data.kind === 'files';
  return {
    ...(isNew(model, files.model, recipe.model.kind === 'file') ? { model } : {}),
    ...(isNew(defense, files.defense, usesFiles) ? { defense } : {}),
    ...(isNew(test, files.test, usesFiles || files.defense === null) ? { test } : {}),
  };
}

/** Loads what is new, images also where the network was refused; then, with both there, asks the preprocessing doctor. */
async function openPicked({ model, ...images }: PickedFiles): Promise<void> {
  const hasImages = Object.keys(images).length > 0;
  if (model !== undefined) await client.openFiles({ model });
  // A refused network has left its fault on the page; opening images takes it off, unless they are refused too.
  const { fault } = engineStore.getState();
  if (hasImages) await client.openFiles(images);
  if (fault !== null && engineStore.getState().fault === null) engineStore.setState({ fault });
  const { files, data } = engineStore.getState();
  if (fault === null && files.model !== null && data?.kind === 'files') await client.diagnose();
}

/** The rows as they turned out: files that were refused are left out, and those they would have replaced are back. */
function settle(before: readonly SortedFile[], after: readonly SortedFile[]): readonly SortedFile[] {
  const { files } = engineStore.getState();
  const kept = before.filter(({ file }) => !after.some((each) => each.file === file));
  const held = (file: File, role: FileRole) =>
    role === 'recipe' || (role !== 'ignore' && files[role] === file);
  return [
    ...kept.filter(({ file, role }) => held(file, role)),
    ...after.map(({ file, role }) => ({ file, role: held(file, role) ? role : ('ignore' as const) })),
  ];
}

/** A reader in the middle of a file is ended with its engine; the next one loads what the recipe still names. */
function stopOpening(): void {
  closeEngine({ code: 'cancelled', params: {} });
  void client.reopen();
}

/** See {@link OwnFiles}. Faults of the engine stand in the engine store; here are those of recipe files. */
export function useOwnFiles(): OwnFiles {
  const [rows, setRows] = useState<readonly SortedFile[]>([]);
  const [fault, setFault] = useState<Fault | null>(null);
  const [notice, setNotice] = useState('');
  const [isOpening, setIsOpening] = useState(false);

  const readJson = async (file: File) => {
    const result = await readJsonFile(file);
    setFault(result.ok ? null : { ...result.fault, file: file.name });
    if (!result.ok) return;
    if (result.value.kind === 'report') {
      setView({ place: 'run' });
      return;
    }
    setRecipe(result.value.recipe);
    setNotice(MODEL_TEXT.recipeTaken);
    await client.ensureLoaded(result.value.recipe);
  };
  const take = (next: readonly SortedFile[]) => {
    setRows(next);
    setNotice('');
    setIsOpening(true);
    void openPicked(pickedOf(next)).finally(() => {
      setIsOpening(false);
      setRows((shown) => (shown === next ? settle(rows, next) : shown));
    });
  };
  return {
    rows,
    notice,
    cancel: isOpening ? stopOpening : null,
    fault,
    dismissFault: () => setFault(null),
    addFiles: (files) => {
      if (files.length === 0) return;
      const sorted = sortFiles(files, fileOf(rows, 'defense') !== undefined);
      take(merge(rows, sorted));
      const recipe = fileOf(sorted, 'recipe');
      if (recipe !== undefined) void readJson(recipe);
    },
    setRole: (file, role) => take(changeRole(rows, file, role)),
  };
}
