/** Hands out unique node ids, of letters that names in a state dict may have. */
export class Names {
  private readonly taken = new Set<string>(['input']);
  /** How often a name was wanted, so that many of one name do not take long. */
  private readonly counts = new Map<string, number>();

  next(name: string): string {
    const base = name.replace(/[^A-Za-z0-9_.-]/g, '_') || 'layer';
    let count = this.counts.get(base) ?? 0;
    let id = count === 0 ? base : `${base}_${String(count)}`;
    while (this.taken.has(id)) id = `${base}_${String(++count)}`;
    this.counts.set(base, count + 1);
    this.taken.add(id);
    return id;
  }
}
