/**
 * Takes step after step of a learner. Where nothing depends on a step's own numbers it does not wait for them: they are
 * read in groups while the device is already ahead. The outcome is that of waiting: where a step turns out not to be
 * finite, the learner goes back to the state before its group and takes the group's good steps once more.
 */
import type { Tensor } from '../device/tf';
import { type BatchTensors, disposeBatch } from '../graph/batchTensors';
import { disposeStep, type StepResult } from '../graph/gradients';
import { copyTensors, disposeTensors, moveRunningStatistics, type OwnedTensors } from '../graph/parameters';
import { ReadBack, type Reading, type ReadPace, readTogether } from '../graph/readBack';
import { type Sgd, squaredNorm } from '../graph/sgd';
import { differentiateStep, type Learner, type StepNumbers, stepNumbers, targetsOf } from './step';

/** One step to take. */
export interface StepWork<Note> {
  /** Comes back with the numbers. */
  readonly note: Note;
  /** Freed when the step is over. */
  readonly batch: BatchTensors;
  /** Maps logits to the scalar whose gradient `move` gets. */
  readonly objective: (logits: Tensor) => Tensor;
  /** Moves the targets along the gradient; `numbers` are those of this step where it `waits`, else null. */
  readonly move: (
    targets: OwnedTensors,
    gradient: ReadonlyMap<string, Tensor>,
    numbers: StepNumbers | null,
  ) => void;
  /** Whether `move` needs the step's numbers: how far it goes, or whether it moves at all. */
  readonly waits: boolean;
}

export interface StepOutcome<Note> extends StepNumbers {
  readonly note: Note;
  /** What was read along, as it was after the step. */
  readonly along: readonly Float32Array[];
}

/** All that a step changes. The tensors are copies, which share their data with the learner's until those are replaced. */
interface Checkpoint {
  readonly parameters: OwnedTensors;
  readonly masks: OwnedTensors | null;
  readonly velocity: OwnedTensors;
}

/** A step that the device has taken and whose numbers are still on their way. */
interface Ahead<Note> {
  readonly work: StepWork<Note>;
  /** The state before the step, with the first one of each group. */
  readonly before: Checkpoint | null;
}

function disposeCheckpoint({ parameters, masks, velocity }: Checkpoint): void {
  for (const each of [parameters, masks, velocity]) if (each !== null) disposeTensors(each);
}

/** Gives `targets` what `kept` holds, and leaves `kept` empty. */
function putBack(targets: OwnedTensors, kept: OwnedTensors): void {
  disposeTensors(targets);
  for (const [name, tensor] of kept) targets.set(name, tensor);
  kept.clear();
}

export class Steps<Note> {
  private readonly readBack: ReadBack<Ahead<Note>>;
  private readonly ahead = new Set<Ahead<Note>>();

  /** `readAlong`: tensors to be read after each step, besides its numbers. */
  constructor(
    private readonly learner: Learner,
    private readonly sgd: Sgd,
    private readonly pace: ReadPace,
    private readonly readAlong: () => readonly Tensor[] = () => [],
  ) {
    this.readBack = new ReadBack(pace);
  }

  /**
   * Takes a step; answers the steps whose numbers have come, in order: this one, earlier ones, several or none. Ends with
   * the first step that was not finite; the learner then has the state before that step.
   */
  async take(work: StepWork<Note>): Promise<StepOutcome<Note>[]> {
    if (work.waits || this.pace.inFlight === 0) return this.takeAndWait(work);
    const before = this.readBack.startsGroup ? this.checkpoint() : null;
    const ahead = { work, before };
    this.ahead.add(ahead);
    this.advance(work, (result) => {
      const squared = squaredNorm(result.gradients);
      this.readBack.add(ahead, [result.logits, squared, ...this.readAlong()]);
      squared.dispose();
    });
    const outcomes: StepOutcome<Note>[] = [];
    while (this.readBack.isDue) outcomes.push(...(await this.arrive()));
    return outcomes;
  }

  /** Waits for all steps taken so far: the learner's state is then that of the last one answered. */
  async settle(): Promise<StepOutcome<Note>[]> {
    const outcomes: StepOutcome<Note>[] = [];
    while (!this.readBack.isEmpty) outcomes.push(...(await this.arrive()));
    return outcomes;
  }

  /** Frees what is still on its way. The learner and the optimiser stay the caller's. */
  dispose(): void {
    this.readBack.dispose();
    for (const each of [...this.ahead]) this.free(each);
  }

  private async takeAndWait(work: StepWork<Note>): Promise<StepOutcome<Note>[]> {
    const { graph, parameters } = this.learner;
    try {
      const earlier = await this.settle();
      if (earlier.at(-1)?.finite === false) return earlier;
      const result = differentiateStep(this.learner, work.batch, work.objective);
      try {
        const numbers = await this.numbersOf(result, work.batch);
        if (numbers.finite) {
          work.move(targetsOf(this.learner), result.gradients, numbers);
          moveRunningStatistics(graph, parameters, result.statistics);
        }
        return [...earlier, { ...numbers, note: work.note, along: await readTogether(this.readAlong()) }];
      } finally {
        disposeStep(result);
      }
    } finally {
      disposeBatch(work.batch);
    }
  }

  private async numbersOf(result: StepResult, batch: BatchTensors): Promise<StepNumbers> {
    const squared = squaredNorm(result.gradients);
    const reading = readTogether([result.logits, squared]);
    squared.dispose();
    const [logits = new Float32Array(), norm = new Float32Array()] = await reading;
    return stepNumbers(logits, norm, batch.labels, this.learner.graph.classes);
  }

  /** Takes a step without waiting for its numbers. */
  private advance(work: StepWork<Note>, moved: (result: StepResult) => void = () => undefined): void {
    const { graph, parameters } = this.learner;
    const result = differentiateStep(this.learner, work.batch, work.objective);
    try {
      work.move(targetsOf(this.learner), result.gradients, null);
      moveRunningStatistics(graph, parameters, result.statistics);
      moved(result);
    } finally {
      disposeStep(result);
    }
  }

  /** The oldest group, up to its first step that was not finite. */
  private async arrive(): Promise<StepOutcome<Note>[]> {
    const group = await this.readBack.next();
    const outcomes = group.map((reading) => this.outcomeOf(reading));
    const bad = outcomes.findIndex(({ finite }) => !finite);
    if (bad >= 0) this.goBack(group.map(({ note }) => note).slice(0, bad + 1));
    for (const { note } of group) this.free(note);
    return bad < 0 ? outcomes : outcomes.slice(0, bad + 1);
  }

  private outcomeOf({ note, values }: Reading<Ahead<Note>>): StepOutcome<Note> {
    const [logits = new Float32Array(), squared = new Float32Array(), ...along] = values;
    const { batch, note: own } = note.work;
    return { ...stepNumbers(logits, squared, batch.labels, this.learner.graph.classes), note: own, along };
  }

  /** To the state before the last of `steps`, which begin a group; whatever came after them is dropped. */
  private goBack(steps: readonly Ahead<Note>[]): void {
    const before = steps[0]?.before;
    if (before === null || before === undefined) throw new RangeError('a group begins with a checkpoint');
    const { masks, parameters } = this.learner;
    putBack(parameters, before.parameters);
    putBack(this.sgd.velocity, before.velocity);
    if (masks !== null && before.masks !== null) putBack(masks, before.masks);
    for (const { work } of steps.slice(0, -1)) this.advance(work);
    this.dispose();
  }

  private checkpoint(): Checkpoint {
    const { masks, parameters } = this.learner;
    return {
      parameters: copyTensors(parameters),
      masks: masks === null ? null : copyTensors(masks),
      velocity: copyTensors(this.sgd.velocity),
    };
  }

  private free(step: Ahead<Note>): void {
    if (!this.ahead.delete(step)) return;
    disposeBatch(step.work.batch);
    if (step.before !== null) disposeCheckpoint(step.before);
  }
}
