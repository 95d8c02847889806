/** What happens once, after the first paint: link or place out of the hash, the recipe from before a reload, lists of presets and networks, the engine. */
import { toFault } from '../../workers/protocol';
import { client } from '../client/engineClient';
import { loadPresets } from '../client/presets';
import { followView } from '../client/watch';
import { rememberedTraining } from '../client/tabTraining';
import { fetchZoo } from '../client/zooManifest';
import { hashKind, restoreLink } from '../link/restoreLink';
import type { LinkView } from '../link/linkTypes';
import { engineStore } from '../state/engineStore';
import { closeLinkPreview, linkStore } from '../state/linkStore';
import { recipeStore, setRecipe } from '../state/recipeStore';
import { runStore } from '../state/runStore';
import { steered } from '../state/steered';
import { isAlive } from '../state/transition';
import { setView, viewStore } from '../state/viewStore';
import { layLinkedCut } from './linkedCut';
import { followRecipe, recipeBeforeReload, takeUp } from './tabRecipe';

function takeView({ place, layer, image, selected, oracle }: LinkView): void {
  setView({
    place: place ?? 'run',
    ...(layer === undefined ? {} : { layer }),
    ...(image === undefined ? {} : { image }),
    ...(selected === undefined ? {} : { selected }),
    ...(oracle === undefined ? {} : { oracle }),
  });
}

/** Puts a link's recipe on the page, with undo. It is never run by itself. */
async function openLink(hash: string): Promise<void> {
  try {
    const opened = await restoreLink(hash, await loadPresets());
    setRecipe(opened.recipe, opened.presetId);
    const { expected, recipe } = opened;
    linkStore.setState({
      from: 'link',
      opened,
      fault: null,
      expected: expected === null ? null : { numbers: expected, recipe },
    });
    takeView(opened.view);
    void import('../client/bringFiles').then(({ openKept }) => openKept(opened.recipe));
    if (opened.view.count !== undefined) layLinkedCut(opened.recipe, opened.view.count);
  } catch (thrown) {
    linkStore.setState({ fault: toFault(thrown) });
  }
}

/** Puts a link's attack into the place Attack. Nothing is trained by itself. */
async function openAttack(hash: string): Promise<void> {
  try {
    await (await import('./openAttack')).openAttackLink(hash);
  } catch (thrown) {
    linkStore.setState({ fault: toFault(thrown) });
  }
}

async function readHash(): Promise<void> {
  const found = hashKind(location.hash);
  if (found.kind === 'place') setView({ place: found.place });
  else if (found.kind === 'link') await openLink(location.hash);
  else if (found.kind === 'attack') await openAttack(location.hash);
}

async function openLinkLater(): Promise<void> {
  const before = recipeStore.getState().recipe;
  await readHash();
  // A link opened while the page is up brings another network, which the pictures of Start show at once.
  const { recipe } = recipeStore.getState();
  if (recipe !== before && !isAlive(steered().status)) void client.ensureBuiltIn();
}

/** Keeps the hash and the place in step; a link stays in the address bar until the place changes. */
function followHash(): () => void {
  const onHash = (): void => void openLinkLater();
  window.addEventListener('hashchange', onHash);
  const stop = viewStore.subscribe((now, before) => {
    if (now.place === before.place) return;
    const found = hashKind(location.hash);
    const isThere =
      found.kind === 'place' ? found.place === now.place : found.kind === 'attack' && now.place === 'attack';
    const isLinkJustOpened = found.kind === 'link' && linkStore.getState().opened !== null;
    if (!isThere && !isLinkJustOpened) history.pushState(null, '', `#${now.place}`);
  });
  return () => {
    window.removeEventListener('hashchange', onHash);
    stop();
  };
}

/** A link's recipe that runs, started by whatever button, waits no longer; one that lacks its files still does. */
function followRun(): () => void {
  return runStore.subscribe(({ stage, recorded }, before) => {
    if (stage !== null && before.stage === null && !recorded) closeLinkPreview();
  });
}

async function listZoo(): Promise<void> {
  try {
    engineStore.setState({ zoo: await fetchZoo() });
  } catch (thrown) {
    engineStore.setState({ fault: toFault(thrown) });
  }
}

async function startEngine(): Promise<void> {
  const connected = await client.connect();
  if (connected.ok) await client.ensureBuiltIn();
}

/** Most tabs were not reloaded under a training, and load nothing for it. */
async function recallTraining(): Promise<void> {
  const json = rememberedTraining();
  if (json !== null) (await import('./recallTraining')).recallTraining(json);
}

/** Starts everything; returns the function that stops listening. */
export function boot(): () => void {
  // Before anything else changes the recipe.
  const reloaded = recipeBeforeReload();
  const stops = [followHash(), followRun(), followView(), followRecipe()];
  void readHash()
    .then(() => {
      if (reloaded !== null) takeUp(reloaded);
    })
    .then(startEngine);
  void listZoo();
  void recallTraining();
  return () => stops.forEach((stop) => stop());
}
