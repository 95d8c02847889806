/**
 * Asks again with the newest argument only: while one question is being answered, newer ones replace each other, so a
 * fast hand never queues up work for the engine.
 */
export interface LatestOnly<Argument> {
  /** Asks now, or remembers `argument` as the next question if one is being answered. */
  ask(argument: Argument): void;
  /** Forgets what is waiting; an answer still on its way is dropped. */
  stop(): void;
}

/**
 * Wraps an asynchronous question. `deliver` gets an answer together with the argument it belongs to; the answer null
 * (nobody could say) and a rejected question deliver nothing.
 */
export function latestOnly<Argument, Answer>(
  question: (argument: Argument) => Promise<Answer | null>,
  deliver: (answer: Answer, argument: Argument) => void,
): LatestOnly<Argument> {
  let waiting: { readonly argument: Argument } | null = null;
  let busy = false;
  let stopped = false;

  async function drain(): Promise<void> {
    busy = true;
    while (waiting !== null) {
      const { argument } = waiting;
      waiting = null;
      const answer = await question(argument).catch(() => null);
      if (stopped) break;
      if (answer !== null) deliver(answer, argument);
    }
    busy = false;
  }

  return {
    ask(argument) {
      if (stopped) return;
      waiting = { argument };
      if (!busy) void drain();
    },
    stop() {
      stopped = true;
      waiting = null;
    },
  };
}
