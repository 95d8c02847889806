/** The files a link names by content: whether they are open on this page, another in their place, or none. */
import type { DataSummary, FileReference, ModelSummary, Recipe } from '../../workers/protocol';

export interface NeededFile extends FileReference {
  readonly state: 'here' | 'other' | 'missing';
}

export interface OpenSummaries {
  readonly model: ModelSummary | null;
  readonly data: DataSummary | null;
}

function stateOf(wanted: FileReference, found: string | undefined): NeededFile['state'] {
  // What is built in has no checksum of a file.
  if (found === undefined || found === '') return 'missing';
  return found === wanted.sha256 ? 'here' : 'other';
}

/** `ownModel`: whether the network that is open came from a file. Empty for what is built in. */
export function neededFiles(
  { model, data }: Pick<Recipe, 'model' | 'data'>,
  open: OpenSummaries,
  ownModel: boolean,
): readonly NeededFile[] {
  const needs: NeededFile[] = [];
  const need = ({ name, sha256 }: FileReference, found: string | undefined): void => {
    needs.push({ name, sha256, state: stateOf({ name, sha256 }, found) });
  };
  if (model.kind === 'file') need(model, ownModel ? open.model?.sha256 : undefined);
  if (data.kind === 'files') {
    need(data.defense, open.data?.defense.sha256);
    if (data.test !== null) need(data.test, open.data?.test?.sha256);
  }
  return needs;
}
