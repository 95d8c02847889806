import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { movePlace, placeAt, type StripLayout, type StripPlace } from './stripLayout';

export interface StripWalk {
  /** The cell that has the keyboard's focus inside the strips. */
  readonly active: StripPlace;
  /** The cell under the pointer. */
  readonly hover: StripPlace | null;
  readonly handlers: {
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onPointerUp: (event: PointerEvent) => void;
  };
}

/** Moves through the cells of the strips with keys and pointer. `onVisit` hears where it is, `onChoose` what is picked. */
export function useStripWalk(
  layout: StripLayout,
  onVisit: (place: StripPlace | null) => void,
  onChoose: (place: StripPlace) => void,
): StripWalk {
  const [wanted, setActive] = useState<StripPlace>({ row: 0, place: 0 });
  const [hover, setHover] = useState<StripPlace | null>(null);
  // Another network may have fewer layers or filters than the one before.
  const exists = wanted.place < (layout.rows[wanted.row]?.site.channels ?? 0);
  const active = exists ? wanted : { row: 0, place: 0 };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movePlace(layout, active, event.key);
    if (event.key === 'Enter' || event.key === ' ') onChoose(active);
    else if (next) {
      setActive(next);
      onVisit(next);
    } else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent): void => {
    const place = placeUnder(layout, event);
    if (samePlace(place, hover)) return;
    setHover(place);
    onVisit(place);
  };
  const onPointerLeave = (): void => {
    setHover(null);
    onVisit(null);
  };
  const onPointerUp = (event: PointerEvent): void => {
    const place = placeUnder(layout, event);
    if (!place) return;
    setActive(place);
    onChoose(place);
  };
  return { active, hover, handlers: { onKeyDown, onPointerMove, onPointerLeave, onPointerUp } };
}

function placeUnder(layout: StripLayout, event: PointerEvent): StripPlace | null {
  const canvas = event.target;
  if (!(canvas instanceof HTMLCanvasElement)) return null;
  const row = Number(canvas.dataset.row);
  const found = layout.rows[row];
  if (!found) return null;
  const box = canvas.getBoundingClientRect();
  const place = placeAt(found, layout.cellWidth, event.clientX - box.left, event.clientY - box.top);
  return place < 0 ? null : { row, place };
}

function samePlace(a: StripPlace | null, b: StripPlace | null): boolean {
  return a?.row === b?.row && a?.place === b?.place;
}
