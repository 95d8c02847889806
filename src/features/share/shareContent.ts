/** What a link written now would carry. */
import type { Preset } from '../../client/presets';
import type { ExpectedNumbers, LinkView } from '../../link/linkTypes';
import type { LinkContent } from '../../link/writeLink';
import { recipeStore } from '../../state/recipeStore';
import { runStore } from '../../state/runStore';
import { viewStore } from '../../state/viewStore';

/** The numbers of the finished run, where they belong to the recipe on the page. */
export function ownNumbers(): ExpectedNumbers | null {
  const { report } = runStore.getState();
  if (report === null || JSON.stringify(report.recipe) !== JSON.stringify(recipeStore.getState().recipe))
    return null;
  const { cleanAccuracy, attackSuccessRate } = report.prune.chosen;
  return cleanAccuracy === null ? null : { cleanAccuracy, attackSuccessRate };
}

/** The part of the view worth sending: what differs from a fresh page. */
function viewNow(): LinkView {
  const { place, layer, image, selected, oracle } = viewStore.getState();
  const request = runStore.getState().trial?.request;
  return {
    ...(place === 'start' ? {} : { place }),
    ...(layer === null ? {} : { layer }),
    ...(image === 0 ? {} : { image }),
    ...(selected === null ? {} : { selected }),
    ...(oracle ? {} : { oracle }),
    ...(request?.kind === 'count' ? { count: request.count } : {}),
  };
}

/** Recipe, preset, view and, if wanted, the numbers. */
export function shareContent(presets: readonly Preset[], withNumbers: boolean): LinkContent {
  const { recipe, presetId } = recipeStore.getState();
  return {
    recipe,
    preset: presets.find((preset) => preset.id === presetId) ?? null,
    view: viewNow(),
    expected: withNumbers ? ownNumbers() : null,
  };
}
