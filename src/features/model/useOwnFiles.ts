/** The user's files on the page: told apart, loaded, loaded again when something is corrected, and taken out of use. */
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Fault, Result, SetReading } from '../../../workers/protocol';
import { openJsonFile } from '../../app/openJsonFile';
import { client } from '../../client/engineClient';
import { dismissEngineFault, useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { MODEL_TEXT } from '../../text/model';
import type { DroppedItem } from './droppedItems';
import { itemOf, type ItemRole, sortItems } from './itemRoles';
import { closeLost, inUse, leftOver, merge, openRows, rowOf } from './openRows';
import { isPicture, itemsOf, type OwnItem } from './ownItems';
import { heldRows, inRole, newRows, type OwnRow, type OwnRows, replaceRow, waitingRows } from './ownRows';

export interface OwnFiles {
  readonly rows: OwnRows;
  /** Takes what was dropped or picked, as soon as it is known what that is; `address` where it was fetched. */
  readonly add: (dropped: Promise<Result<readonly DroppedItem[]>>, address?: string) => Promise<void>;
  readonly setRole: (row: OwnRow, role: ItemRole) => void;
  readonly setReading: (row: OwnRow, said: SetReading) => void;
  readonly remove: (row: OwnRow) => void;
  readonly notice: string;
  readonly fault: Fault | null;
  readonly dismissFault: () => void;
}

async function takeJson(file: File): Promise<Pick<OwnFiles, 'fault' | 'notice'>> {
  const result = await openJsonFile(file);
  if (!result.ok) return { fault: result.fault, notice: '' };
  return { fault: null, notice: result.value === 'recipe' ? MODEL_TEXT.recipeTaken : '' };
}

/** The items of a drop, told apart by a look into each; folders and lists of pictures need none. */
async function itemsIn(dropped: readonly DroppedItem[], address: string | null): Promise<readonly OwnItem[]> {
  const doubtful = dropped.flatMap((each) =>
    each.kind === 'file' && !isPicture(each.file) ? [each.file] : [],
  );
  const items = itemsOf(dropped, await client.tellApart(doubtful));
  return items.map((item) => ({ ...item, address }));
}

/** What is on the page when a drop has been looked into, which may be more than when it was dropped. */
function useLatest(rows: OwnRows): { readonly current: OwnRows } {
  const latest = useRef(rows);
  useLayoutEffect(() => {
    latest.current = rows;
  });
  return latest;
}

/** See {@link OwnFiles}. What is in use is read from the stores, so that it survives a walk to another place. */
export function useOwnFiles(): OwnFiles {
  const files = useEngine((engine) => engine.files);
  const data = useEngine((engine) => engine.data);
  const unlabelled = useEngine((engine) => engine.unlabelled);
  const recipe = useRecipe((state) => state.recipe);
  const fileFault = useEngine(({ fault }) => (fault?.file === undefined ? null : fault));
  const [left, setLeft] = useState<OwnRows>([]);
  /** What the user wants, until it is loaded or refused. */
  const [wanted, setWanted] = useState<OwnRows | null>(null);
  const [dropFault, setDropFault] = useState<Fault | null>(null);
  const [notice, setNotice] = useState('');
  const known = useMemo(
    () => [...heldRows(files, recipe, data), ...waitingRows(unlabelled)],
    [files, recipe, data, unlabelled],
  );
  const rows = wanted ?? [...known, ...left];
  const latest = useLatest(rows);

  const take = async (next: OwnRows, isDropped = false) => {
    setWanted(next);
    setNotice('');
    await closeLost(next);
    await openRows(newRows(next, inUse()), isDropped);
    setWanted((shown) => (shown === next ? null : shown));
    setLeft(leftOver(next));
  };
  const takeRecipe = async ({ files: [first] }: OwnItem) => {
    if (first === undefined) return;
    const said = await takeJson(first.file);
    setDropFault(said.fault);
    setNotice(said.notice);
  };
  return {
    rows,
    notice,
    fault: dropFault ?? fileFault,
    dismissFault: () => {
      setDropFault(null);
      dismissEngineFault();
    },
    add: async (dropped, address) => {
      const taken = await dropped;
      setDropFault(taken.ok ? null : taken.fault);
      const items = taken.ok ? await itemsIn(taken.value, address ?? null) : [];
      if (items.length === 0) return;
      const shown = latest.current;
      const sorted = sortItems(items, itemOf(shown, 'defense') !== undefined);
      void take(merge(shown, sorted.map(rowOf)), true);
      const recipeItem = itemOf(sorted, 'recipe');
      if (recipeItem !== undefined) await takeRecipe(recipeItem);
    },
    setRole: (row, role) => {
      setDropFault(null);
      void take(replaceRow(rows, row, inRole(row, role)));
      if (role === 'recipe') void takeRecipe(row.item);
    },
    setReading: (row, said) =>
      void take(replaceRow(rows, row, { ...row, reading: { ...row.reading, ...said } })),
    remove: (row) =>
      void take(rows.filter((each) => each !== row)).then(() => setNotice(MODEL_TEXT.removed(row.item.name))),
  };
}
