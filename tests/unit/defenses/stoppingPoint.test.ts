/** Where a defense stops: the rule on tables made by hand, and that no network is kept that will not be chosen. */
import { beforeAll, describe, expect, it } from 'vitest';
import { StoppingPoint } from '../../../workers/defenses/stoppingPoint';
import { tensor1d } from '../../../workers/device/tf';
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';

/** Offers points 1, 2, ... of these accuracies; the network of each holds its number, and is gone after the offer. */
function offerAll(place: StoppingPoint, accuracies: readonly number[]) {
  return accuracies.map((accuracy, index) => {
    const weight = tensor1d([index + 1]);
    const judged = place.offer(
      { parameters: new Map([['w', weight]]), pruned: 10 * index, at: index + 1 },
      accuracy,
    );
    weight.dispose();
    return judged;
  });
}

describe('the stopping point', () => {
  beforeAll(() => startBackend('cpu'));

  // At least 80 % is within the budget.
  it.each([
    ['the last of all that are within', [0.9, 0.85, 0.8], 3],
    ['the last that is within, whatever came between', [0.9, 0.7, 0.85, 0.6], 3],
    ['not the most accurate one, if a later one is within', [0.95, 0.81, 0.2], 2],
    ['one that is within, however late it comes', [0.79, 0.1, 0.8], 3],
    ['one on the edge but for rounding', [0.9, 0.8 - 1e-12], 2],
    ['of none within the most accurate', [0.5, 0.7, 0.6], 2],
    ['of equals the later, where none is within', [0.7, 0.5, 0.7, 0.6], 3],
    ['the only one', [0], 1],
  ])('is %s', (_, accuracies, wanted) => {
    const before = tensorCount();
    const place = new StoppingPoint(0.8);
    const judged = offerAll(place, accuracies);
    const { chosen } = place;
    if (chosen === null) throw new Error('there is a place to stop');
    expect(chosen.judged).toEqual(judged[wanted - 1]);
    expect(chosen.judged).toMatchObject({ at: wanted, pruned: 10 * (wanted - 1) });
    expect([...named(chosen.parameters, 'w').dataSync()]).toEqual([wanted]);
    // One network, whatever was offered.
    expect(tensorCount()).toBe(before + 1);
    place.dispose();
    expect(place.chosen).toBeNull();
    expect(tensorCount()).toBe(before);
  });

  it('says of each point whether it is within the budget', () => {
    const place = new StoppingPoint(0.8);
    expect(offerAll(place, [0.9, 0.7, 0.8]).map(({ isWithin }) => isWithin)).toEqual([true, false, true]);
    place.dispose();
  });

  it('is nowhere before there is a point', () => {
    const before = tensorCount();
    const place = new StoppingPoint(0.8);
    expect(place.chosen).toBeNull();
    place.dispose();
    expect(tensorCount()).toBe(before);
  });
});
