/** Where a defense stops among its places, in order: the last within the budget; where none is, the last of the highest. Null of none. */
export function stoppingPlace<Place>(
  places: readonly Place[],
  {
    heldOut,
    isWithin,
  }: {
    /** Accuracy on the held-out images. */
    readonly heldOut: (place: Place) => number;
    readonly isWithin: (place: Place) => boolean;
  },
): Place | null {
  const highest = Math.max(...places.map(heldOut));
  return places.findLast(isWithin) ?? places.findLast((place) => heldOut(place) === highest) ?? null;
}
