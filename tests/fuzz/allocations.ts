/**
 * Counts the bytes that buffers and typed arrays ask for, by standing in for their constructors. To be imported before anything
 * that keeps a constructor for itself, as fflate does.
 */
let asked = 0;

/** All bytes asked for so far, given back or not: what one input cost is a difference, whenever the garbage collector ran. */
export function bytesAsked(): number {
  return asked;
}

type Maker = new (...given: never[]) => ArrayBuffer | ArrayBufferView;

/** A constructor that counts. `slice`, `map` and `from` go through it as well: they make what an array calls its constructor. */
function counting(original: Maker): Maker {
  const counted: Maker = new Proxy(original, {
    construct(target, given: readonly unknown[], newTarget) {
      const made = Reflect.construct(target, given, newTarget === counted ? target : newTarget) as
        ArrayBuffer | ArrayBufferView;
      // A view of a buffer asks for nothing that was not counted with the buffer.
      if (!(given[0] instanceof ArrayBuffer)) asked += made.byteLength;
      return made;
    },
  });
  (original.prototype as { constructor: Maker }).constructor = counted;
  return counted;
}

const MAKERS: readonly Maker[] = [
  ArrayBuffer,
  ...[Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array, BigUint64Array],
  ...[Int8Array, Int16Array, Int32Array, BigInt64Array, Float32Array, Float64Array],
];

for (const maker of MAKERS) {
  Object.defineProperty(globalThis, maker.name, {
    value: counting(maker),
    writable: true,
    configurable: true,
  });
}
