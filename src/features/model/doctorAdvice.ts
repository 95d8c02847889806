/** What the doctor's table amounts to: keep, change, or do not trust any of it. */
import type { NormalisationId, PreprocessingRow } from '../../../workers/protocol';

export type DoctorAdvice =
  | { readonly kind: 'keep' }
  | { readonly kind: 'better'; readonly normalisation: NormalisationId }
  | { readonly kind: 'unclear' };

/** Differences below this are noise on a few hundred images. */
const NOTICEABLE = 0.01;
/** A trained classifier that stays below this under every row sees pictures or labels it was not made for. */
const PLAUSIBLE = 0.5;

/** Advice from the rows, best first, given the normalisation in use. */
export function adviceOf(rows: readonly PreprocessingRow[], inUse: NormalisationId): DoctorAdvice {
  const best = rows[0];
  if (best === undefined || best.accuracy < PLAUSIBLE) return { kind: 'unclear' };
  const present = rows.find((row) => row.normalisation === inUse)?.accuracy ?? 0;
  return best.accuracy - present > NOTICEABLE
    ? { kind: 'better', normalisation: best.normalisation }
    : { kind: 'keep' };
}
