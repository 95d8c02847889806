/** The only writer of the hash. */
import type { Recipe } from '../../workers/protocol';
import { packRecipe } from './fullForm';
import { type ExpectedNumbers, LINK_VERSION, type LinkView } from './linkTypes';
import { writePairs } from './pairs';
import type { Preset } from './preset';
import { writeShort } from './shortForm';
import { writeView } from './viewPairs';

export interface LinkContent {
  readonly recipe: Recipe;
  /** The preset the recipe started from, where it did. */
  readonly preset: Preset | null;
  readonly view: LinkView;
  readonly expected: ExpectedNumbers | null;
}

export interface WrittenLink {
  readonly hash: string;
  /** Short: a preset and what differs from it, readable. Full: the whole recipe, compressed. */
  readonly form: 'short' | 'full';
}

/** Writes a link; the readable form where the recipe is close to its preset. */
export async function writeLink({ recipe, preset, view, expected }: LinkContent): Promise<WrittenLink> {
  const short = preset === null ? null : writeShort(recipe, preset);
  const beside = writeView(view, expected);
  if (short !== null) return { hash: writePairs([...short, ...beside]), form: 'short' };
  return { hash: writePairs([[`r${LINK_VERSION}`, await packRecipe(recipe)], ...beside]), form: 'full' };
}
