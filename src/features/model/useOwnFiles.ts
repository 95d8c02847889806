/** The user's files on the page: told apart, loaded, loaded again when a role is corrected, and taken out of use. */
import { useMemo, useState } from 'react';
import type { Fault, Result } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import type { PickedFiles } from '../../client/fileCommands';
import { dismissEngineFault, engineStore, type OwnSet, useEngine } from '../../state/engineStore';
import { recipeStore, setRecipe, useRecipe } from '../../state/recipeStore';
import { setView } from '../../state/viewStore';
import { MODEL_TEXT } from '../../text/model';
import {
  changeRole,
  heldItems,
  itemOf,
  type ItemRole,
  OPENED_ROLES,
  type SortedItem,
  sortItems,
} from './itemRoles';
import type { DroppedItem } from './droppedItems';
import { itemsOf, type OwnItem } from './ownItems';
import { readJsonFile } from './readJsonFile';

export interface OwnFiles {
  readonly rows: readonly SortedItem[];
  /** Takes what was dropped or picked, as soon as it is known what that is; `address` where it was fetched. */
  readonly add: (dropped: Promise<Result<readonly DroppedItem[]>>, address?: string) => Promise<void>;
  readonly setRole: (item: OwnItem, role: ItemRole) => void;
  readonly remove: (item: OwnItem) => void;
  readonly notice: string;
  readonly fault: Fault | null;
  readonly dismissFault: () => void;
}

type Rows = readonly SortedItem[];

/** New items replace older ones of the same role; those left out are forgotten. */
function merge(old: Rows, added: Rows): Rows {
  const taken = new Set(added.map(({ role }) => role));
  return [...old.filter(({ role }) => role !== 'ignore' && !taken.has(role)), ...added];
}

/** What the engine holds of the user's files, and uses. */
function inUse(): Rows {
  return heldItems(engineStore.getState().files, recipeStore.getState().recipe);
}

/** The items that are not in use in their role yet, by role. */
function newItems(rows: Rows): ReadonlyMap<ItemRole, OwnItem> {
  const held = inUse();
  return new Map(
    OPENED_ROLES.flatMap((role) => {
      const item = itemOf(rows, role);
      return item === undefined || item.key === itemOf(held, role)?.key ? [] : [[role, item] as const];
    }),
  );
}

/** Takes out of use what no row stands for any more. */
async function closeLost(rows: Rows): Promise<void> {
  const held = inUse();
  for (const role of OPENED_ROLES) {
    if (itemOf(held, role) !== undefined && itemOf(rows, role) === undefined) await client.closeFile(role);
  }
}

function setOf({ name, files, address }: OwnItem): OwnSet {
  return { name, files, address, reading: {} };
}

function imagesOf(items: ReadonlyMap<ItemRole, OwnItem>): PickedFiles {
  const picked = (['defense', 'test', 'poisoned'] as const).flatMap((role) => {
    const item = items.get(role);
    return item === undefined ? [] : [[role, setOf(item)] as const];
  });
  return Object.fromEntries(picked);
}

/** Loads what is new, images also where the network was refused; then, with both there, asks the preprocessing doctor. */
async function openItems(items: ReadonlyMap<ItemRole, OwnItem>): Promise<void> {
  const images = imagesOf(items);
  const hasImages = Object.keys(images).length > 0;
  const model = items.get('model');
  if (model !== undefined) {
    const { name, files, address } = model;
    const network = { name, files, address, hint: null };
    const opened: Result<void> = await client.openFiles({ model: network });
    // Who stops one of several files wants none of them.
    if (!opened.ok && opened.fault.code === 'cancelled') return;
    // The file doctor says of a network that was refused what it holds, and what is missing.
    if (!opened.ok) await client.examineAfter(opened.fault, network);
  }
  // A refused network has left its fault on the page; opening images takes it off, unless they are refused too.
  const { fault } = engineStore.getState();
  if (hasImages && !(await client.openFiles(images)).ok) return;
  if (fault !== null && engineStore.getState().fault === null) engineStore.setState({ fault });
  const masks = items.get('masks');
  const file = masks?.files[0]?.file;
  if (masks !== undefined && file !== undefined) await client.openMasks({ file, address: masks.address });
  const { files, data } = engineStore.getState();
  const hasNewPair = model !== undefined || hasImages;
  if (fault === null && hasNewPair && files.model !== null && data?.kind === 'files') await client.diagnose();
}

/** Rows of items that were dropped and are not in use: recipes, refused files, and those left out. */
function leftOver(rows: Rows): Rows {
  const held = new Set(inUse().map(({ item }) => item.key));
  return rows
    .filter(({ item }) => !held.has(item.key))
    .map(({ item, role }) => ({ item, role: role === 'recipe' ? role : 'ignore' }));
}

/** See {@link OwnFiles}. What is in use is read from the stores, so that it survives a walk to another place. */
export function useOwnFiles(): OwnFiles {
  const files = useEngine((engine) => engine.files);
  const recipe = useRecipe((state) => state.recipe);
  const fileFault = useEngine(({ fault }) => (fault?.file === undefined ? null : fault));
  const [left, setLeft] = useState<Rows>([]);
  /** What the user wants, until it is loaded or refused. */
  const [wanted, setWanted] = useState<Rows | null>(null);
  const [dropFault, setDropFault] = useState<Fault | null>(null);
  const [notice, setNotice] = useState('');
  const held = useMemo(() => heldItems(files, recipe), [files, recipe]);
  const rows = wanted ?? [...held, ...left];

  const readJson = async (file: File) => {
    const result = await readJsonFile(file);
    setDropFault(result.ok ? null : { ...result.fault, file: file.name });
    if (!result.ok) return;
    if (result.value.kind === 'report') {
      setView({ place: 'run' });
      return;
    }
    setRecipe(result.value.recipe);
    setNotice(MODEL_TEXT.recipeTaken);
    await client.ensureLoaded(result.value.recipe);
  };
  const take = async (next: Rows) => {
    setWanted(next);
    setNotice('');
    await closeLost(next);
    await openItems(newItems(next));
    setWanted((shown) => (shown === next ? null : shown));
    setLeft(leftOver(next));
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
      const items = (taken.ok ? itemsOf(taken.value) : []).map((item) =>
        address === undefined ? item : { ...item, address },
      );
      if (items.length === 0) return;
      const sorted = sortItems(items, itemOf(rows, 'defense') !== undefined);
      void take(merge(rows, sorted));
      const json = itemOf(sorted, 'recipe')?.files[0]?.file;
      if (json !== undefined) void readJson(json);
    },
    setRole: (item, role) => void take(changeRole(rows, item, role)),
    remove: (item) =>
      void take(rows.filter((row) => row.item !== item)).then(() => setNotice(MODEL_TEXT.removed(item.name))),
  };
}
