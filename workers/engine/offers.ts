/** Files that were handed over piece by piece, until a set of images names them. */
import { type DataSource, FaultError, type PickedFile, type PickedSet } from '../protocol';

export class Offers {
  private readonly offered = new Map<string, PickedFile[]>();

  add(offer: string, files: readonly PickedFile[]): void {
    const before = this.offered.get(offer) ?? [];
    before.push(...files);
    this.offered.set(offer, before);
  }

  /** The source with the offered files in their places; offers that it does not name are forgotten. */
  resolve(source: DataSource): DataSource {
    if (source.kind === 'shapes') return source;
    const { defense, test, poisoned } = source;
    const named = new Set([defense, test, poisoned].map((set) => set?.offer));
    const resolved = {
      ...source,
      defense: this.whole(defense),
      test: test === null ? null : this.whole(test),
      poisoned: poisoned === null ? null : this.whole(poisoned),
    };
    for (const offer of [...this.offered.keys()]) if (!named.has(offer)) this.offered.delete(offer);
    return resolved;
  }

  private whole(set: PickedSet): PickedSet {
    if (set.offer === undefined) return set;
    const files = this.offered.get(set.offer);
    if (files === undefined) throw new FaultError('data-missing', { name: set.name });
    return { ...set, files };
  }
}
