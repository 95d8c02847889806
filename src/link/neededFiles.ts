/** The files a link names by content: whether they are open on this page, another in their place, or none. */
import type { DataSummary, FileReference, MasksSummary, ModelSummary, Recipe } from '../../workers/protocol';

/** What a file is needed for. */
export type NeededRole = 'model' | 'defense' | 'test' | 'poisoned' | 'masks';

export interface NeededFile extends FileReference {
  readonly role: NeededRole;
  readonly state: 'here' | 'other' | 'missing';
  /** sha256 of the file that is open in its place; null where none is. */
  readonly found: string | null;
}

export interface OpenSummaries {
  readonly model: ModelSummary | null;
  readonly data: DataSummary | null;
  readonly masks: MasksSummary | null;
}

/** `ownModel`: whether the network that is open came from a file. Empty for what is built in. */
export function neededFiles(
  { model, data, masks }: Pick<Recipe, 'model' | 'data' | 'masks'>,
  open: OpenSummaries,
  ownModel: boolean,
): readonly NeededFile[] {
  const needs: NeededFile[] = [];
  const need = (role: NeededRole, wanted: FileReference | null | undefined, found?: string): void => {
    if (wanted === null || wanted === undefined) return;
    const { name, sha256, address } = wanted;
    // What is built in has no checksum of a file.
    const other = found === undefined || found === '' ? null : found;
    const state = other === null ? 'missing' : other === sha256 ? 'here' : 'other';
    needs.push({ role, name, sha256, ...(address === undefined ? {} : { address }), state, found: other });
  };
  if (model.kind === 'file') need('model', model, ownModel ? open.model?.sha256 : undefined);
  if (data.kind === 'files') {
    need('defense', data.defense, open.data?.defense.sha256);
    need('test', data.test, open.data?.test?.sha256);
    need('poisoned', data.poisoned, open.data?.poisoned?.sha256);
  }
  need('masks', masks, open.masks?.sha256);
  return needs;
}
