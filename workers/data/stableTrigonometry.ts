/**
 * Sine and cosine built from + - * only. Math.sin may differ in its last bit between engines; data that must have the
 * same bytes everywhere cannot use it. Angles are in turns (1 = a full circle).
 */

const TURN = 6.283185307179586;
/** Signs and factorials of the Taylor series x - x^3/3! + x^5/5! ..., highest power (21) last. */
const SINE_TERMS = 11;

/** sin(2 pi turns), error below 1e-15 for |turns| < 1e6. */
export function sinTurns(turns: number): number {
  let angle = turns - Math.floor(turns + 0.5);
  // sin(pi - x) = sin(x) folds the outer quarters onto the inner ones
  if (angle > 0.25) angle = 0.5 - angle;
  else if (angle < -0.25) angle = -0.5 - angle;
  const x = angle * TURN;
  const square = x * x;
  let sum = 1;
  for (let term = SINE_TERMS - 1; term >= 1; term -= 1)
    sum = 1 - (sum * square) / (2 * term * (2 * term + 1));
  return x * sum;
}

/** cos(2 pi turns), error below 1e-15 for |turns| < 1e6. */
export function cosTurns(turns: number): number {
  return sinTurns(turns + 0.25);
}
