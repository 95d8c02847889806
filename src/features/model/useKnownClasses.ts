/** The classes that a label can name, as far as the open network and images tell. */
import { useMemo } from 'react';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import type { KnownClasses } from './parseLabel';

/** Without a network: what no label of a recipe passes. */
const MOST_CLASSES = 65_536;

/** Classes that are only numbered have no names. */
function namesAmong(classes: readonly string[]): readonly string[] {
  return classes.every((name, label) => name === String(label)) ? [] : classes;
}

/** The built-in pictures' classes are those of the built-in networks, not of the user's. */
export function useKnownClasses(): KnownClasses {
  const network = useEngine((engine) => engine.model?.classes ?? MOST_CLASSES);
  const data = useEngine((engine) => engine.data);
  const isOwnNetwork = useRecipe(({ recipe }) => recipe.model.kind === 'file');
  return useMemo(() => {
    const classes = data === null || (isOwnNetwork && data.kind === 'shapes') ? [] : data.classes;
    return { count: network, names: namesAmong(classes) };
  }, [data, isOwnNetwork, network]);
}
