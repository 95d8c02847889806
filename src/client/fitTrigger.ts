/** A trigger with a place, brought along when images of another size are opened: it keeps its distance from the corner it is nearest to. */
import type { ImageSetSummary, Trigger } from '../../workers/protocol';

type Size = Pick<ImageSetSummary, 'height' | 'width'>;

/** Along one axis: where the sign begins when a side of length `before` becomes `now`. */
function movedAlong(at: number, extent: number, before: number, now: number): number {
  const behind = before - extent - at;
  const kept = at <= behind ? at : now - extent - behind;
  return Math.max(0, Math.min(kept, now - extent));
}

/** The same trigger where the sizes are equal, and for triggers that cover the whole picture. A patch larger than the images shrinks. */
export function fitTrigger(trigger: Trigger | null, before: Size, now: Size): Trigger | null {
  if (before.height === now.height && before.width === now.width) return trigger;
  if (trigger?.kind !== 'patch' && trigger?.kind !== 'image') return trigger;
  const sign =
    trigger.kind === 'patch' ? { ...trigger, size: Math.min(trigger.size, now.height, now.width) } : trigger;
  const { height, width } = sign.kind === 'patch' ? { height: sign.size, width: sign.size } : sign;
  const row = movedAlong(sign.row, height, before.height, now.height);
  const column = movedAlong(sign.column, width, before.width, now.width);
  return row === trigger.row && column === trigger.column && sign === trigger
    ? trigger
    : { ...sign, row, column };
}
