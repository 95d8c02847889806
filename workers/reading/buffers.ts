/** The buffers of plain data, so that an answer moves from one worker to another instead of being copied. */

/** Every distinct buffer under a value made of objects, arrays, maps and typed arrays. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (ArrayBuffer.isView(next)) {
      if (next.buffer instanceof ArrayBuffer) found.add(next.buffer);
    } else if (next instanceof Map) waiting.push(...next.values());
    else if (Array.isArray(next)) for (const each of next as readonly unknown[]) waiting.push(each);
    else if (typeof next === 'object' && next !== null)
      waiting.push(...Object.values(next as Record<string, unknown>));
  }
  return [...found];
}
