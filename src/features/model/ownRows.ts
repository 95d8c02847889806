/** The user's files as the page lists them: a row for each use of an item, with what the user says of its images. */
import {
  type DataSummary,
  IMAGE_ROLES,
  type ImageNote,
  type ImageRole,
  type Recipe,
  type SetReading,
} from '../../../workers/protocol';
import type { EngineState, OpenedFiles, OwnSet } from '../../state/engineStore';
import { type ItemRole, OPENED_ROLES, type SortedItem } from './itemRoles';
import { loneItem, type OwnItem, ownItem } from './ownItems';

/** Something that files may leave to the user to say. */
export type Question = keyof SetReading;

export interface OwnRow extends SortedItem {
  readonly reading: SetReading;
  readonly asks: readonly Question[];
}

export type OwnRows = readonly OwnRow[];

/** What the readers found to be the user's to say: the class of pictures that state none, which of two parts is used. */
export function questionsOf(notes: readonly ImageNote[]): readonly Question[] {
  return notes.flatMap(({ code }): readonly Question[] => {
    if (code === 'label-given') return ['label'];
    return code === 'split-taken' ? ['split'] : [];
  });
}

/** Whether its images cannot be used before a label is typed in. */
export function isWaiting({ asks, reading }: OwnRow): boolean {
  return asks.includes('label') && reading.label === undefined;
}

/** What is said of images, whatever they are used for: which part is used depends on that. */
export function withoutSplit({ split: _split, ...reading }: SetReading): SetReading {
  return reading;
}

/** The item in another role; it is looked into anew. */
export function inRole({ item, reading }: OwnRow, role: ItemRole): OwnRow {
  return { item, role, reading: withoutSplit(reading), asks: [] };
}

/** Puts `next` in the place of a row; whatever had its role before is left out. */
export function replaceRow(rows: OwnRows, row: OwnRow, next: OwnRow): OwnRows {
  return rows.map((each) => {
    if (each === row) return next;
    return each.role === next.role && next.role !== 'ignore' ? inRole(each, 'ignore') : each;
  });
}

/** The rows, by role, that are not among `held` as they are. Images without a label are of no use yet. */
export function newRows(rows: OwnRows, held: OwnRows): ReadonlyMap<ItemRole, OwnRow> {
  const isHeld = ({ item, role, reading }: OwnRow): boolean =>
    held.some(
      (each) =>
        each.role === role &&
        each.item.key === item.key &&
        JSON.stringify(each.reading) === JSON.stringify(reading),
    );
  const roles: readonly ItemRole[] = OPENED_ROLES;
  const wanted = rows.filter((row) => roles.includes(row.role) && !isWaiting(row));
  return new Map(wanted.filter((row) => !isHeld(row)).map((row) => [row.role, row]));
}

type Given = Pick<OwnSet, 'name' | 'files' | 'address'>;

function itemOfGiven({ name, files, address }: Given): OwnItem {
  const isFolder = files.length > 1 && files.every(({ path }) => path.includes('/'));
  return ownItem({ name, files, isFolder, content: 'unknown' }, address);
}

/** The user's files that are in use; other images also while they wait for defense images. */
export function heldRows(
  files: OpenedFiles,
  { model, data, masks }: Pick<Recipe, 'model' | 'data' | 'masks'>,
  summary: DataSummary | null,
): OwnRows {
  const usesImages = data.kind === 'files';
  const waits = usesImages || files.defense === null;
  const images = {
    defense: usesImages ? files.defense : null,
    test: waits ? files.test : null,
    poisoned: waits ? files.poisoned : null,
  } as const;
  const questions = (role: ImageRole): readonly Question[] =>
    summary?.kind === 'files' ? questionsOf(summary[role]?.notes ?? []) : [];
  const plain = { reading: {}, asks: [] };
  return [
    ...(model.kind === 'file' && files.model !== null
      ? [{ ...plain, item: itemOfGiven(files.model), role: 'model' as const }]
      : []),
    ...IMAGE_ROLES.flatMap((role) => {
      const { [role]: own } = images;
      if (own === null) return [];
      return [{ item: itemOfGiven(own), role, reading: own.reading, asks: questions(role) }];
    }),
    ...(masks !== undefined && files.masks !== null
      ? [{ ...plain, item: loneItem(files.masks.file, files.masks.address), role: 'masks' as const }]
      : []),
  ];
}

/** Images that wait for a label to be typed in. */
export function waitingRows(unlabelled: EngineState['unlabelled']): OwnRows {
  return IMAGE_ROLES.flatMap((role) => {
    const { [role]: own } = unlabelled;
    if (own === undefined) return [];
    return [{ item: itemOfGiven(own), role, reading: withoutLabel(own.reading), asks: ['label' as const] }];
  });
}

function withoutLabel({ label: _label, ...reading }: SetReading): SetReading {
  return reading;
}
