/** The two pictures of the first screen: recorded at first, the engine's own as soon as it answers. */
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  pairMisfit,
  type Picture,
  type Recording,
  sizeMisfit,
  type Trigger,
  wantedLabel,
} from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { useEngine } from '../../state/engineStore';
import { imagesKey } from '../../state/imagesKey';
import { useRecipe } from '../../state/recipeStore';
import { useIsBusy } from '../../state/steered';
import { useShownTrigger } from '../../state/refusal';
import { NETWORK_TEXT } from '../../text/model';
import { waitsLine } from '../../text/start';
import { findSample } from './findSample';
import { latestOnly, type LatestOnly } from './latestOnly';
import { cutOut, layOver, moveTrigger, signOf } from './pictures';
import { askSide, type PredictedPair, type PredictedSide, recordedPair } from './predictedPair';
import { clampSign, isSamePlace, type SignBounds, type SignPosition } from './signPosition';

/** What the stage of the first screen draws. */
export interface SignPlay {
  readonly pair: PredictedPair | null;
  readonly isLive: boolean;
  /** What the network waits for where the open images do not fit it; null where they do. */
  readonly waits: string | null;
  /** What the trigger of the pair is to turn this image into; null without one. */
  readonly target: number | null;
  /** True where the trigger is a set of pictures that holds none made of these. */
  readonly isUnpaired: boolean;
  /** True while the answer for the sign's present place is still missing. */
  readonly isPending: boolean;
  /** Null for triggers that cover the whole picture. */
  readonly sign: { readonly at: SignPosition; readonly bounds: SignBounds } | null;
  readonly move: (at: SignPosition) => void;
}

interface LivePair {
  readonly key: string;
  readonly clean: PredictedSide;
  readonly triggered: PredictedSide | null;
  readonly trigger: Trigger | null;
}

/** In words what the open network waits for; null where the open images fit it, and while either is missing. */
function useWaits(): string | null {
  const model = useEngine((engine) => engine.model);
  const data = useEngine((engine) => engine.data);
  if (model === null || data === null || pairMisfit(model, data) === null) return null;
  const { inputWidth, inputHeight, inputChannels, classes } = model;
  const size = NETWORK_TEXT.inputSize(inputWidth, inputHeight, inputChannels);
  return waitsLine(size, classes, sizeMisfit(model, data) === null);
}

/** Names the loaded network and images; null until both are there and fit, and the engine is free to answer. */
function useSubject(): { readonly key: string; readonly images: number } | null {
  const status = useEngine((engine) => engine.status);
  const model = useEngine((engine) => engine.model);
  const data = useEngine((engine) => engine.data);
  const isBusy = useIsBusy();
  return useMemo(() => {
    if (isBusy || status !== 'ready' || model === null || data === null) return null;
    if (pairMisfit(model, data) !== null) return null;
    const { count } = data.test ?? data.defense;
    return { key: `${model.sha256} ${imagesKey(data)}`, images: count };
  }, [isBusy, status, model, data]);
}

interface Sample {
  readonly key: string;
  readonly image: number;
}

/** The image of the loaded set that is shown; null until one is chosen. */
function useSample(wanted: Picture | null, trigger: Trigger | null): Sample | null {
  const subject = useSubject();
  const [sample, setSample] = useState<Sample | null>(null);
  // A trigger that is moved or made fainter is seen on the picture that is there; only another kind looks for another.
  const kind =
    trigger === null ? null : `${trigger.kind} ${trigger.target} ${JSON.stringify(trigger.labels)}`;
  const carried = useRef(trigger);
  useEffect(() => {
    carried.current = trigger;
  }, [trigger]);
  const key = subject?.key ?? null;
  const images = subject?.images ?? 0;
  useEffect(() => {
    if (key === null) return undefined;
    let isCurrent = true;
    void findSample(client, wanted, carried.current, images).then((image) => {
      if (isCurrent && image !== null) setSample({ key, image });
    });
    return () => {
      isCurrent = false;
    };
  }, [key, wanted, kind, images]);
  return sample !== null && sample.key === key ? sample : null;
}

/** Answers for one image; the plain side is asked once, the other for every trigger. */
function questionAbout({ key, image }: Sample): (carried: Trigger | null) => Promise<LivePair | null> {
  const question = { network: 'backdoored' as const, image };
  let clean: PredictedSide | null = null;
  return async (carried) => {
    clean ??= await askSide(client, { ...question, trigger: null });
    const triggered = carried === null ? null : await askSide(client, { ...question, trigger: carried });
    // Of poisoned pictures that come ready, none need belong to this one.
    const isMissing = carried !== null && carried.kind !== 'images' && triggered === null;
    if (clean === null || isMissing) return null;
    return { key, clean, triggered, trigger: carried };
  };
}

/** Asks the engine about the chosen image whenever the trigger changes, always about the newest trigger only. */
function useLivePair(recorded: PredictedPair | null, trigger: Trigger | null): LivePair | null {
  const sample = useSample(recorded?.clean.picture ?? null, trigger);
  const [live, setLive] = useState<LivePair | null>(null);
  const asker = useRef<LatestOnly<Trigger | null> | null>(null);
  useEffect(() => {
    if (sample === null) return undefined;
    const latest = latestOnly(questionAbout(sample), (answer) => setLive(answer));
    asker.current = latest;
    return () => latest.stop();
  }, [sample]);
  useEffect(() => {
    if (sample !== null) asker.current?.ask(trigger);
  }, [sample, trigger]);
  return live !== null && live.key === sample?.key ? live : null;
}

/** Where the user has put the sign; forgotten as soon as the recipe has another trigger. */
function useMovedTrigger(trigger: Trigger | null): readonly [Trigger | null, (at: SignPosition) => void] {
  const [moved, setMoved] = useState<{ readonly from: Trigger; readonly at: SignPosition } | null>(null);
  const carried = useMemo(
    () => (trigger !== null && moved?.from === trigger ? moveTrigger(trigger, moved.at) : trigger),
    [trigger, moved],
  );
  const move = (at: SignPosition) => {
    if (trigger !== null) setMoved({ from: trigger, at });
  };
  return [carried, move];
}

function boundsOf(pair: PredictedPair, trigger: Trigger | null): SignBounds | null {
  const sign = signOf(trigger);
  if (sign === null) return null;
  const { height, width } = pair.clean.picture;
  if (sign.height > height || sign.width > width) return null;
  return { height, width, signHeight: sign.height, signWidth: sign.width };
}

/** The picture with the sign at its present place, drawn before the engine has answered for that place. */
function withSignMoved(
  pair: PredictedPair,
  from: SignPosition,
  to: SignPosition,
  bounds: SignBounds,
): PredictedPair {
  if (pair.triggered === null || isSamePlace(from, to)) return pair;
  const sign = cutOut(pair.triggered.picture, from, bounds);
  const picture = layOver(pair.clean.picture, sign, to);
  return { ...pair, triggered: { ...pair.triggered, picture } };
}

/** See {@link SignPlay}. `recording` is null while it loads, where there is none, and for other networks. */
export function useSignPlay(recording: Recording | null): SignPlay {
  const trigger = useShownTrigger(useRecipe(({ recipe }) => recipe.trigger));
  const loaded = useEngine((engine) => engine.data?.classes.length);
  const waits = useWaits();
  const [carried, move] = useMovedTrigger(trigger);
  const recorded = useMemo(() => {
    const sample = recording?.samples[0];
    return sample === undefined ? null : recordedPair(sample, 'before');
  }, [recording]);
  const live = useLivePair(recorded, carried);
  const known: PredictedPair | null = live ?? recorded;
  const knownTrigger = live === null ? (recording?.report.recipe.trigger ?? null) : live.trigger;
  const classes = live === null ? recording?.report.data.classes.length : loaded;
  const play = {
    pair: known,
    isLive: live !== null,
    isPending: live === null ? carried !== trigger : live.trigger !== carried,
    waits,
    target:
      known === null || knownTrigger === null
        ? null
        : wantedLabel(knownTrigger, known.clean.label, classes ?? 0),
    isUnpaired: known?.triggered === null && knownTrigger?.kind === 'images',
    sign: null,
    move,
  };
  const bounds = known === null ? null : boundsOf(known, carried);
  const from = signOf(knownTrigger);
  const to = signOf(carried);
  if (known === null || bounds === null || from === null || to === null) return play;
  const at = clampSign(to, bounds);
  const isSameSize = from.height === bounds.signHeight && from.width === bounds.signWidth;
  const pair = isSameSize ? withSignMoved(known, clampSign(from, bounds), at, bounds) : known;
  return { ...play, pair, sign: { at, bounds } };
}
