/** The user's files on the page: told apart, loaded, and loaded again when a role is corrected. */
import { useState } from 'react';
import type { Fault } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import type { PickedFiles } from '../../client/loadCommands';
import { closeEngine } from '../../client/session';
import { engineStore } from '../../state/engineStore';
import { setRecipe } from '../../state/recipeStore';
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

/** The files the engine does not hold in this role yet. */
function pickedOf(rows: readonly SortedFile[]): PickedFiles {
  const { files } = engineStore.getState();
  const model = fileOf(rows, 'model');
  const defense = fileOf(rows, 'defense');
  const test = fileOf(rows, 'test');
  return {
    ...(model !== undefined && model !== files.model ? { model } : {}),
    ...(defense !== undefined && defense !== files.defense ? { defense } : {}),
    ...(test !== undefined && test !== files.test ? { test } : {}),
  };
}

/** Loads what is new and, once network and images are both the user's, asks the preprocessing doctor. */
async function openPicked(picked: PickedFiles): Promise<void> {
  if (Object.keys(picked).length === 0) return;
  const opened = await client.openFiles(picked);
  const { model, data, files } = engineStore.getState();
  if (opened.ok && model !== null && files.model !== null && data?.kind === 'files') await client.diagnose();
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
    void openPicked(pickedOf(next)).finally(() => setIsOpening(false));
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
