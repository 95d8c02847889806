/** Brings what the rows of the page stand for into the engine, and out of it. */
import { type Fault, IMAGE_ROLES, type ImageRole, type Result } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import type { PickedFiles } from '../../client/fileCommands';
import { engineStore, type OwnSet } from '../../state/engineStore';
import { recipeStore } from '../../state/recipeStore';
import { awaitedHint, awaitedReading } from './awaited';
import { itemOf, type ItemRole, OPENED_ROLES, type SortedItem } from './itemRoles';
import {
  heldRows,
  inRole,
  isWaiting,
  type OwnRow,
  type OwnRows,
  questionsOf,
  waitingRows,
  withoutSplit,
} from './ownRows';

/** New items replace older ones of the same role; those left out are forgotten. */
export function merge(old: OwnRows, added: OwnRows): OwnRows {
  const taken = new Set(added.map(({ role }) => role));
  return [...old.filter(({ role }) => role !== 'ignore' && !taken.has(role)), ...added];
}

function isImageRole(role: ItemRole): role is ImageRole {
  return IMAGE_ROLES.some((each) => each === role);
}

/** A row for what was dropped, with what a link has said of it. */
export function rowOf({ item, role }: SortedItem): OwnRow {
  const { recipe } = recipeStore.getState();
  const reading = isImageRole(role) ? awaitedReading(item.name, role, recipe, engineStore.getState()) : {};
  return { item, role, reading, asks: [] };
}

/** What the engine holds of the user's files, and uses. */
export function inUse(): OwnRows {
  const { files, data } = engineStore.getState();
  return heldRows(files, recipeStore.getState().recipe, data);
}

/** Takes out of use what no row stands for any more. */
export async function closeLost(rows: OwnRows): Promise<void> {
  const held = inUse();
  const settled = rows.filter((row) => !isWaiting(row));
  for (const role of OPENED_ROLES) {
    if (itemOf(held, role) !== undefined && itemOf(settled, role) === undefined) await client.closeFile(role);
  }
  for (const { role, item } of waitingRows(engineStore.getState().unlabelled)) {
    const isKept = rows.some((row) => row.role === role && row.item.key === item.key);
    if (isImageRole(role) && !isKept) client.forgetUnlabelled(role);
  }
}

function setOf({ item: { name, files, address }, reading }: OwnRow): OwnSet {
  return { name, files, address, reading };
}

function imagesOf(rows: ReadonlyMap<ItemRole, OwnRow>): PickedFiles {
  const picked = IMAGE_ROLES.flatMap((role) => {
    const row = rows.get(role);
    return row === undefined ? [] : [[role, setOf(row)] as const];
  });
  return Object.fromEntries(picked);
}

/** Answers why it could not be opened; null where it is open. */
async function openNetwork({ item: { name, files, address } }: OwnRow): Promise<Fault | null> {
  const hint = awaitedHint(name, recipeStore.getState().recipe, engineStore.getState());
  const network = { name, files, address, hint };
  const opened: Result<void> = await client.openFiles({ model: network });
  if (opened.ok) return null;
  // The file doctor says of a network that was refused what it holds, and what is missing.
  await client.examineAfter(opened.fault, network);
  return opened.fault;
}

/** Files that hold training and test images serve as both, where there are no others to measure with. */
async function openTestPart(): Promise<void> {
  const { data, files, unlabelled } = engineStore.getState();
  const { defense, test } = files;
  if (defense === null || test !== null || unlabelled.test !== undefined || data?.kind !== 'files') return;
  if (!questionsOf(data.defense.notes).includes('split')) return;
  await client.openFiles({ test: { ...defense, reading: withoutSplit(defense.reading) } });
}

/** Loads what is new, images also where the network was refused; then, with both there, asks the preprocessing doctor. */
export async function openRows(rows: ReadonlyMap<ItemRole, OwnRow>, isDropped: boolean): Promise<void> {
  const images = imagesOf(rows);
  const hasImages = Object.keys(images).length > 0;
  const model = rows.get('model');
  const refused = model === undefined ? null : await openNetwork(model);
  // Who stops one of several files wants none of them.
  if (refused?.code === 'cancelled') return;
  // It may have been read and dismissed while the file doctor looked.
  const stands = refused !== null && engineStore.getState().fault === refused;
  if (hasImages && !(await client.openFiles(images)).ok) return;
  if (isDropped && rows.has('defense')) await openTestPart();
  // Opening images takes the fault of a refused network off the page, unless they are refused too.
  if (stands && engineStore.getState().fault === null) engineStore.setState({ fault: refused });
  const masks = rows.get('masks')?.item;
  const file = masks?.files[0]?.file;
  if (masks !== undefined && file !== undefined) await client.openMasks({ file, address: masks.address });
  const { files, data } = engineStore.getState();
  const hasNewPair = model !== undefined || hasImages;
  if (refused === null && hasNewPair && files.model !== null && data?.kind === 'files')
    await client.diagnose();
}

/** Rows of items that were dropped and are not in use: recipes, refused files, and those left out. */
export function leftOver(rows: OwnRows): OwnRows {
  const known = [...inUse(), ...waitingRows(engineStore.getState().unlabelled)];
  const keys = new Set(known.map(({ item }) => item.key));
  return rows
    .filter(({ item }) => !keys.has(item.key))
    .map((row) => inRole(row, row.role === 'recipe' ? row.role : 'ignore'));
}
