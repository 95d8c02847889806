/** The two stages that learn, or what stands in for them where masks of another run were opened. */
import { disposeTensors, uploadTensors } from '../graph/parameters';
import { agreement, predictClasses } from '../graph/infer';
import { type EngineEvent, FaultError, type Stage } from '../protocol';
import { masksEvent } from './maskHistogram';
import { inferLabel } from '../rnp/label';
import type { RunSnapshot } from './networks';
import { exposeLabel } from './revealing';
import {
  recoverLearner,
  type RecoverOutcome,
  recoverStage,
  type RunState,
  unlearnLearner,
  type UnlearnOutcome,
  unlearnStage,
} from './stages';

/** What pruning begins with. */
export interface Learned {
  readonly unlearned: UnlearnOutcome;
  readonly recovered: RecoverOutcome;
  readonly elapsedMs: { readonly unlearn: number; readonly recover: number };
}

export function enter(stage: Stage): EngineEvent {
  return { kind: 'state', state: 'running', stage };
}

/** Throws `diverged` where a fixed step blew up: then there is nothing to recover. */
function assertConverged(state: RunState, { result }: UnlearnOutcome): void {
  if (result.stopReason !== 'diverged') return;
  const { learningRate } = state.context.recipe.unlearn;
  throw new FaultError('diverged', { step: result.steps, learningRate }, { stage: 'unlearn' });
}

/** Unlearns and recovers; whatever happens, the tensors in training are freed. */
export async function* learn(
  state: RunState,
  snapshot: RunSnapshot | null,
): AsyncGenerator<EngineEvent, Learned> {
  const first = unlearnLearner(state, snapshot);
  let masks = first.masks;
  try {
    yield enter('unlearn');
    const start = Date.now();
    const unlearned = yield* unlearnStage(state, first, snapshot);
    assertConverged(state, unlearned);
    yield enter('recover');
    const middle = Date.now();
    const second = recoverLearner(state, first);
    masks = second.masks;
    const recovered = yield* recoverStage(state, second);
    return {
      unlearned,
      recovered,
      elapsedMs: { unlearn: middle - start, recover: Date.now() - middle },
    };
  } finally {
    disposeTensors(first.parameters);
    if (masks !== null) disposeTensors(masks);
    if (first.masks !== null) disposeTensors(first.masks);
  }
}

/**
 * Takes opened masks for those of the recovery: nothing is learned. The label is asked of the network as it came, and searched
 * only for the rule that needs it.
 */
export async function* adoptMasks(state: RunState): AsyncGenerator<EngineEvent, Learned> {
  const { context, networks } = state;
  const values = context.masks?.values;
  const original = networks.classifier('backdoored');
  if (values === undefined || original === null) throw new FaultError('masks-missing');
  yield enter('recover');
  yield masksEvent(0, context.model.sites, values);
  const uploaded = uploadTensors(
    new Map([...values].map(([site, data]) => [site, { shape: [data.length], data }])),
  );
  networks.keepRecovered(networks.original, uploaded);
  disposeTensors(uploaded);
  const recovered = networks.classifier('recovered') ?? original;
  const { defense, recipe } = context;
  const label =
    recipe.prune.rule === 'carriers'
      ? yield* exposeLabel(state, original)
      : await inferLabel(original, defense, null);
  const accuracyOf = async (asked: typeof original): Promise<number> =>
    agreement(await predictClasses(asked, context.trained), context.trained.labels);
  const none = { steps: 0, epochs: 0 };
  return {
    unlearned: {
      result: { ...none, stopReason: 'skipped', trainAccuracy: await accuracyOf(original) },
      label,
      evaluation: null,
    },
    recovered: {
      result: { ...none, trainAccuracy: await accuracyOf(recovered), masks: values, meanMasks: values },
      evaluation: null,
    },
    elapsedMs: { unlearn: 0, recover: 0 },
  };
}
