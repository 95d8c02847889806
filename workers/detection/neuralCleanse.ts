/**
 * Neural Cleanse (Wang et al. 2019; spec 4.1): the smallest mask and pattern that turn clean images to each class; a class whose mask is
 * far smaller than the others' is a backdoor's. The loss stands in `stampedLoss.ts`, the cost of a mask in `costSchedule.ts`, the test in
 * `outliers.ts`. Adam with (0.5, 0.9), M = P = 1 at first, so that m = 0.88.
 *
 * All classes are searched at once, on the same batches; each has its own cost, and leaves when it is done. A class that never succeeds
 * keeps its last mask (the original; the ports keep the first round's) and is named only where none has succeeded.
 */
import { epochBatches } from '../data/batches';
import type { ImageSet } from '../data/images';
import { keep, ones } from '../device/tf';
import { createRng, type Rng } from '../engine/rng';
import { Adam } from '../graph/adam';
import { disposeBatch, uploadBatch } from '../graph/batchTensors';
import { evenBatches } from '../graph/evenBatches';
import { agreement, argMaxRows, type Classifier, meanCrossEntropy } from '../graph/infer';
import { parameter } from '../graph/nodeOps';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import { devicePace, ReadBack, type Reading, readTogether } from '../graph/readBack';
import { FaultError } from '../protocol';
import type { NeuralCleanseOptions } from '../protocol/detection/neuralCleanse';
import { CostSchedule } from './costSchedule';
import { findOutliers, type Outliers } from './outliers';
import { differentiateStamped, openUnit, triggerNames } from './stampedLoss';

export interface TriggerSearch {
  /** Stands still. */
  readonly classifier: Classifier;
  /** Clean images of any class. */
  readonly images: ImageSet;
  readonly options: NeuralCleanseOptions;
  readonly seed: number;
  /** The classes that are searched; all by default. */
  readonly labels?: readonly number[];
}

/** What is known of each class that is searched, in their order. */
export interface TriggerReading {
  /** Counted from 1. */
  readonly step: number;
  readonly limit: number;
  /** Cross-entropy in nats, and share of images that get the class: of the last step in which it was searched. */
  readonly losses: Float32Array;
  readonly successes: Float32Array;
  /** Masks [H, W] and patterns [H, W, C] after the last round, class by class; the same arrays until the next one is over. */
  readonly masks: readonly Float32Array[];
  readonly patterns: readonly Float32Array[];
}

/** The trigger of one class. */
export interface FoundTrigger {
  readonly label: number;
  /** [H, W] and [H, W, C], in 0..1. */
  readonly mask: Float32Array;
  readonly pattern: Float32Array;
  /** Of the mask. */
  readonly l1: number;
  readonly l2: number;
  /** Share of the images of its round that got the class. */
  readonly success: number;
  /** False: it never turned as many as it should. */
  readonly hasSucceeded: boolean;
}

export interface TriggerResult {
  readonly triggers: readonly FoundTrigger[];
  /** The test on the L1 norms; positions are those in `triggers`. */
  readonly outliers: Outliers;
  /** The class with the smallest mask among those that have succeeded, whether or not it is an outlier. */
  readonly label: number;
}

/** Of Adam, as every code of this method has them. */
const MOMENTS = { beta1: 0.5, beta2: 0.9 };
/** Most stamped images in one pass. */
const LARGEST_PASS = 128;

/** The class with the smallest mask; one that never succeeded only where all failed. */
export function smallestMask(triggers: readonly FoundTrigger[]): number {
  const succeeded = triggers.filter(({ hasSucceeded }) => hasSucceeded);
  const [first, ...rest] = succeeded.length > 0 ? succeeded : triggers;
  if (first === undefined) throw new RangeError('no class was searched');
  return rest.reduce((least, each) => (each.l1 < least.l1 ? each : least), first).label;
}

/** A class while it is searched. */
class SearchedClass {
  readonly schedule: CostSchedule;
  loss = Number.NaN;
  success = 0;
  /** As it would be were the search over: the best, or the last where none has succeeded. */
  trigger: FoundTrigger | null = null;
  /** After the last round. */
  mask: Float32Array;
  pattern: Float32Array;
  private round = { steps: 0, images: 0, hits: 0, size: 0 };

  constructor(
    readonly label: number,
    options: NeuralCleanseOptions,
    { channels, height, width }: ImageSet,
  ) {
    this.schedule = new CostSchedule(options);
    this.mask = openUnit(new Float32Array(height * width).fill(1));
    this.pattern = openUnit(new Float32Array(height * width * channels).fill(1));
  }

  /** Takes the class's rows of logits of one step, and R. */
  hear(logits: Float32Array, size: number, classes: number): void {
    const wanted = new Uint16Array(logits.length / classes).fill(this.label);
    this.loss = meanCrossEntropy(logits, wanted, classes);
    this.success = agreement(argMaxRows(logits, classes), wanted);
    const { hits, images, size: before, steps } = this.round;
    this.round = {
      steps: steps + 1,
      images: images + wanted.length,
      hits: hits + this.success * wanted.length,
      size: before + size,
    };
  }

  /** Ends a round with the mask and pattern it left. */
  endRound(rawMask: Float32Array, rawPattern: Float32Array): void {
    const { hits, images, size, steps } = this.round;
    const success = hits / images;
    this.round = { steps: 0, images: 0, hits: 0, size: 0 };
    this.mask = openUnit(rawMask);
    this.pattern = openUnit(rawPattern);
    const isBest = this.schedule.endRound({ success, size: size / steps });
    const { hasSucceeded } = this.schedule;
    if (!isBest && hasSucceeded) return;
    this.trigger = {
      label: this.label,
      mask: this.mask,
      pattern: this.pattern,
      l1: this.mask.reduce((total, value) => total + value, 0),
      l2: Math.sqrt(this.mask.reduce((total, value) => total + value * value, 0)),
      success,
      hasSucceeded,
    };
  }
}

/** The classes of one pass of a step, and where the step stands. */
interface Note {
  readonly step: number;
  readonly passes: readonly (readonly SearchedClass[])[];
}

/** The search while it lasts; owns all tensors. */
class Searching {
  readonly classes: readonly SearchedClass[];
  private readonly searched: OwnedTensors = new Map();
  private readonly adam = new Adam(MOMENTS);
  private readonly readBack = new ReadBack<Note>(devicePace());
  private active: readonly SearchedClass[];

  constructor(
    private readonly input: TriggerSearch,
    private readonly limit: number,
  ) {
    const { classifier, images, options } = input;
    const { channels, height, width } = images;
    const labels = input.labels ?? Array.from({ length: classifier.graph.classes }, (_, label) => label);
    this.classes = labels.map((label) => new SearchedClass(label, options, images));
    this.active = this.classes;
    for (const label of labels) {
      const { mask, pattern } = triggerNames(label);
      this.searched.set(mask, keep(ones([1, height * width, 1])));
      this.searched.set(pattern, keep(ones([1, height * width, channels])));
    }
  }

  get isOver(): boolean {
    return this.active.length === 0;
  }

  /** Moves the triggers of all classes that are not done. */
  async *takeStep(step: number, indices: Uint32Array, rng: Rng): AsyncGenerator<TriggerReading> {
    const { classifier, images, options } = this.input;
    const augmentWith = options.augmentation === 'none' ? null : rng;
    const batch = uploadBatch(images, indices, classifier.normalisation, augmentWith);
    const most = Math.max(1, Math.floor(LARGEST_PASS / indices.length));
    const passes = evenBatches(this.active.length, most).map(({ from, to }) => this.active.slice(from, to));
    const gradients = new Map<string, ReturnType<typeof ones>>();
    const read: ReturnType<typeof ones>[] = [];
    try {
      for (const pass of passes) {
        const costed = pass.map(({ label, schedule }) => ({ label, cost: schedule.cost }));
        const found = differentiateStamped(classifier, batch.x, this.searched, costed, options.norm);
        for (const [name, gradient] of found.gradients) gradients.set(name, gradient);
        read.push(found.logits, found.sizes);
      }
      this.adam.step(this.searched, gradients, { learningRate: options.learningRate });
      this.readBack.add({ step, passes }, read);
    } finally {
      disposeBatch(batch);
      for (const each of [...read, ...gradients.values()]) each.dispose();
    }
    for await (const reading of this.readBack.due()) yield this.heard(reading);
  }

  /** Waits for all steps of the round, and judges it. */
  async *endRound(): AsyncGenerator<TriggerReading> {
    for await (const reading of this.readBack.rest()) yield this.heard(reading);
    const names = this.active.map(({ label }) => triggerNames(label));
    const read = await readTogether(
      names.flatMap(({ mask, pattern }) => [
        parameter(this.searched, mask),
        parameter(this.searched, pattern),
      ]),
    );
    this.active.forEach((each, at) => {
      const [mask, pattern] = [read[2 * at], read[2 * at + 1]];
      if (mask !== undefined && pattern !== undefined) each.endRound(mask, pattern);
    });
    this.active = this.active.filter(({ schedule }) => !schedule.isDone);
  }

  dispose(): void {
    this.readBack.dispose();
    this.adam.dispose();
    disposeTensors(this.searched);
  }

  /** Hands a step's numbers to its classes. Throws `diverged` where one is no number. */
  private heard({ note: { passes, step }, values }: Reading<Note>): TriggerReading {
    const { classes } = this.input.classifier.graph;
    passes.forEach((pass, at) => {
      const [logits, sizes] = [values[2 * at] ?? new Float32Array(), values[2 * at + 1]];
      const rows = logits.length / pass.length;
      pass.forEach((each, place) => {
        each.hear(logits.subarray(place * rows, (place + 1) * rows), sizes?.[place] ?? Number.NaN, classes);
        if (Number.isFinite(each.loss)) return;
        throw new FaultError('diverged', { step, learningRate: this.input.options.learningRate });
      });
    });
    return {
      step,
      limit: this.limit,
      losses: Float32Array.from(this.classes, ({ loss }) => loss),
      successes: Float32Array.from(this.classes, ({ success }) => success),
      masks: this.classes.map(({ mask }) => mask),
      patterns: this.classes.map(({ pattern }) => pattern),
    };
  }
}

/** Searches the triggers of all classes. Throws `diverged`. */
export async function* searchTriggers(input: TriggerSearch): AsyncGenerator<TriggerReading, TriggerResult> {
  const { images, options, seed } = input;
  const { roundSteps, rounds } = options;
  const batchSize = Math.min(options.batchSize, images.count);
  const whole = Math.ceil(images.count / batchSize);
  const perRound = roundSteps === 0 ? whole : Math.min(roundSteps, whole);
  const searching = new Searching(input, rounds * perRound);
  try {
    for (let round = 0; round < rounds && !searching.isOver; round++) {
      const rng = createRng(seed, `neural-cleanse/${String(round)}`);
      const batches = epochBatches(images.count, rng, { batchSize, last: 'keep' }).slice(0, perRound);
      for (const [at, { indices }] of batches.entries())
        yield* searching.takeStep(round * perRound + at + 1, indices, rng);
      yield* searching.endRound();
    }
    const triggers = searching.classes.flatMap(({ trigger }) => trigger ?? []);
    return {
      triggers,
      outliers: findOutliers(triggers.map(({ l1 }) => l1)),
      label: smallestMask(triggers),
    };
  } finally {
    searching.dispose();
  }
}
