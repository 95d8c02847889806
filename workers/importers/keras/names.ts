/** Hands out unique node ids, of letters that names in a state dict may have. */
export class Names {
  private readonly taken = new Set<string>(['input']);

  next(name: string): string {
    const base = name.replace(/[^A-Za-z0-9_.-]/g, '_') || 'layer';
    let id = base;
    for (let count = 1; this.taken.has(id); count++) id = `${base}_${String(count)}`;
    this.taken.add(id);
    return id;
  }
}
