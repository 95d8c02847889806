/**
 * NAD, neural attention distillation (Li et al. 2021; spec 3.2). The teacher is a fine-tuned copy that then stands still in eval mode;
 * the network learns, in train mode,
 *
 *   L = CE(student(x), y) + sum over stages of beta_l mean (A_l(student(x)) - A_l(teacher(x)))^2
 *
 * A are the attention maps of `graph/attentionMap`: the last block of each of the last three sizes of map. (The code takes a wide
 * ResNet's three groups; BackdoorBench's port compares a pooled 1 x 1 map, which is always 1, and moves the running statistics several times a batch.)
 */
import { attentionNodes } from '../graph/attentionMap';
import { attentionPenalty, evenShares } from '../training/attentionPenalty';
import { FaultError } from '../protocol';
import { relay } from '../rnp/relay';
import { askable, type DefenseEvent, type DefenseMethod, repairedOf } from './defense';
import { tune } from './tune';

/** The group of the state that holds the teacher. */
const TEACHER = 'teacher';

/** The defense. */
export const nad: DefenseMethod<'nad'> = async function* (context) {
  const { graph, host, options, state } = context;
  const { early, late, middle, teacherEpochs, ...own } = options;
  const tuning = { ...own, nesterov: true };
  if (attentionNodes(graph).length === 0) throw new FaultError('defense-unfit', { need: 'maps' });
  const teacher = state.tensors(TEACHER, () => host);
  const teaching = { ...tuning, epochs: teacherEpochs };
  yield* tune(context, {
    parameters: teacher,
    options: teaching,
    stage: 'teach',
    phase: 'teach',
    pruned: null,
  });
  const penalty = attentionPenalty(graph, askable(context, teacher), evenShares, [early, middle, late]);
  const parameters = repairedOf(context);
  const distilled = tune(context, {
    parameters,
    options: tuning,
    stage: 'distil',
    phase: 'distil',
    pruned: 0,
    penalty,
  });
  const looks = (at: number): DefenseEvent => ({ kind: 'attention', at, learner: parameters, teacher });
  yield looks(0);
  yield* relay(distilled, (event): DefenseEvent[] =>
    event.kind === 'point' ? [event, looks(event.at)] : [event],
  );
  state.drop(TEACHER);
};
