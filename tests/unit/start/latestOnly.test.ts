import { describe, expect, it } from 'vitest';
import { latestOnly } from '../../../src/features/start/latestOnly';

/** Questions that are answered by hand, one at a time. */
function desk() {
  const asked: string[] = [];
  const open: { settle: (answer: string | null) => void; fail: () => void }[] = [];
  const question = (argument: string) =>
    new Promise<string | null>((resolve, reject) => {
      asked.push(argument);
      open.push({ settle: resolve, fail: () => reject(new Error('gone')) });
    });
  const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  return {
    asked,
    question,
    answer: async (answer: string | null) => {
      open.shift()?.settle(answer);
      await rest();
    },
    fail: async () => {
      open.shift()?.fail();
      await rest();
    },
  };
}

describe('asking about the newest place only', () => {
  it('asks the first at once and, of all that came meanwhile, only the last', async () => {
    const { asked, question, answer } = desk();
    const heard: string[] = [];
    const latest = latestOnly(question, (reply, place) => heard.push(`${place}: ${reply}`));
    for (const place of ['a', 'b', 'c', 'd']) latest.ask(place);
    expect(asked).toEqual(['a']);
    await answer('disc');
    expect(asked).toEqual(['a', 'd']);
    await answer('star');
    expect(heard).toEqual(['a: disc', 'd: star']);
  });

  it('goes on after a question that failed or that nobody could answer', async () => {
    const { question, answer, fail } = desk();
    const heard: string[] = [];
    const latest = latestOnly(question, (reply) => heard.push(reply));
    latest.ask('a');
    latest.ask('b');
    await fail();
    latest.ask('c');
    await answer(null);
    await answer('heart');
    expect(heard).toEqual(['heart']);
  });

  it('delivers nothing and asks nothing once it is stopped', async () => {
    const { asked, question, answer } = desk();
    const heard: string[] = [];
    const latest = latestOnly(question, (reply) => heard.push(reply));
    latest.ask('a');
    latest.ask('b');
    latest.stop();
    await answer('disc');
    latest.ask('c');
    expect({ asked, heard }).toEqual({ asked: ['a'], heard: [] });
  });
});
