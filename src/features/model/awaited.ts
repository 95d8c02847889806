/** What a recipe says of files that are not here yet: it holds for the file of that name as soon as it is given. */
import type { ImageRole, ModelHint, Recipe, SetReading } from '../../../workers/protocol';
import type { EngineState } from '../../state/engineStore';

type Opened = Pick<EngineState, 'model' | 'data'>;

/** What is said of a network; null where another one is awaited, or none. */
export function awaitedHint(
  name: string,
  { model }: Pick<Recipe, 'model'>,
  opened: Opened,
): ModelHint | null {
  const isAwaited = model.kind === 'file' && model.name === name && opened.model?.sha256 !== model.sha256;
  return isAwaited ? (model.hint ?? null) : null;
}

/** As {@link awaitedHint}, for images. */
export function awaitedReading(
  name: string,
  role: ImageRole,
  { data }: Pick<Recipe, 'data'>,
  opened: Opened,
): SetReading {
  const reference = data.kind === 'files' ? data[role] : null;
  if (reference === null || reference === undefined || reference.name !== name) return {};
  if (opened.data?.[role]?.sha256 === reference.sha256) return {};
  const { label, split } = reference;
  return { ...(label === undefined ? {} : { label }), ...(split === undefined ? {} : { split }) };
}
