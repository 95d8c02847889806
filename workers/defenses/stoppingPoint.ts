/**
 * Where a defense stops, judged on held-out clean images alone and the same for all: the last point at which accuracy is within the
 * budget of the untouched network's. A defense that never is stops where accuracy is highest, at the latest such point.
 */
import { type OwnedTensors, copyTensors, disposeTensors } from '../graph/parameters';
import type { Point } from './defense';

/** A judged point. */
export interface Judged extends Omit<Point, 'parameters'> {
  /** On the held-out images. */
  readonly accuracy: number;
  readonly isWithin: boolean;
}

export class StoppingPoint {
  private kept: { readonly judged: Judged; readonly parameters: OwnedTensors } | null = null;

  /** `least`: accuracy that is still within the budget. */
  constructor(readonly least: number) {}

  /** Takes a point with its accuracy; keeps a copy of its network where it is the place to stop as far as is known. */
  offer({ parameters, pruned, at }: Point, accuracy: number): Judged {
    // Accuracies are counts over a few images: the last digit of a quotient decides nothing.
    const isWithin = accuracy >= this.least - 1e-9;
    const judged = { pruned, at, accuracy, isWithin };
    if (this.isBetter(judged)) {
      const copy = copyTensors(parameters);
      this.dispose();
      this.kept = { judged, parameters: copy };
    }
    return judged;
  }

  /** The place to stop; null before there is any. Its tensors stay this object's. */
  get chosen(): { readonly judged: Judged; readonly parameters: OwnedTensors } | null {
    return this.kept;
  }

  /** Frees what is kept. */
  dispose(): void {
    if (this.kept !== null) disposeTensors(this.kept.parameters);
    this.kept = null;
  }

  private isBetter({ accuracy, isWithin }: Judged): boolean {
    if (this.kept === null || isWithin) return true;
    const { judged } = this.kept;
    return !judged.isWithin && accuracy >= judged.accuracy;
  }
}
