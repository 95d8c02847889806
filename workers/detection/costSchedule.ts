/**
 * The cost of one class's mask, and which mask is its best (spec 4.1). After each round, with R its mean size of the mask:
 *
 *   success >= threshold   and R below the best so far: this is the best mask;  `patience` such rounds in a row: cost *= factor
 *   success <  threshold   `patience` such rounds in a row: cost /= factor^1.5
 *   done                   once the cost has moved both ways and the best has not shrunk by `stopGain` for `stopPatience` rounds
 */
import type { NeuralCleanseOptions } from '../protocol/detection/neuralCleanse';

/** How much faster the cost falls than it rises. */
const FALL = 1.5;

/** What a round gave for the class. */
export interface RoundResult {
  /** Share of the round's images that get the class. */
  readonly success: number;
  /** Mean R over the round's steps. */
  readonly size: number;
}

export class CostSchedule {
  private ownCost: number;
  private best = Number.POSITIVE_INFINITY;
  private successes = 0;
  private failures = 0;
  private idle = 0;
  private hasRisen = false;
  private hasFallen = false;

  constructor(private readonly options: NeuralCleanseOptions) {
    this.ownCost = options.cost;
  }

  /** Weight of R in the loss. */
  get cost(): number {
    return this.ownCost;
  }

  /** Whether any round has succeeded. */
  get hasSucceeded(): boolean {
    return this.best < Number.POSITIVE_INFINITY;
  }

  /** Whether nothing better is to be expected. */
  get isDone(): boolean {
    const { stopPatience } = this.options;
    return stopPatience > 0 && this.hasRisen && this.hasFallen && this.idle >= stopPatience;
  }

  /** Takes a round; true where its mask is the best so far. */
  endRound({ size, success }: RoundResult): boolean {
    const succeeds = success >= this.options.threshold;
    const isBest = succeeds && size < this.best;
    const isIdle = this.hasSucceeded && !(isBest && size < (1 - this.options.stopGain) * this.best);
    this.idle = isIdle ? this.idle + 1 : 0;
    if (isBest) this.best = size;
    this.moveCost(succeeds);
    return isBest;
  }

  private moveCost(succeeds: boolean): void {
    const { costFactor, patience } = this.options;
    this.successes = succeeds ? this.successes + 1 : 0;
    this.failures = succeeds ? 0 : this.failures + 1;
    if (this.successes >= patience) {
      this.ownCost *= costFactor;
      this.successes = 0;
      this.hasRisen = true;
    } else if (this.failures >= patience) {
      this.ownCost /= costFactor ** FALL;
      this.failures = 0;
      this.hasFallen = true;
    }
  }
}
