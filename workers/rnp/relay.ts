/**
 * One generator's readings in another's words. Ends the source when it is ended itself, so that a cancel reaches whatever
 * is innermost and frees what it holds.
 */
export async function* relay<Reading, Said, Result>(
  source: AsyncGenerator<Reading, Result>,
  say: (reading: Reading) => Iterable<Said> | AsyncIterable<Said>,
): AsyncGenerator<Said, Result> {
  try {
    let next = await source.next();
    while (next.done !== true) {
      yield* say(next.value);
      next = await source.next();
    }
    return next.value;
  } finally {
    await source.return(undefined as never);
  }
}
