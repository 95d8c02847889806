export async function runPreset(_preset: string, _threads: number): Promise<unknown> {
  throw new RangeError('not yet');
}
