/** The life of a run as a table: every status against everything that can happen. */
import { describe, expect, it } from 'vitest';
import {
  can,
  type RunAction,
  type RunInput,
  type RunStatus,
  transition,
} from '../../../src/state/transition';

const STATUSES: readonly RunStatus[] = [
  'idle',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'done',
  'cancelled',
  'failed',
];

/** One row per input: what each status above turns into. `.` stays as it is. */
const TABLE: readonly (readonly [RunInput, string])[] = [
  ['start', 'running . . . . running running running'],
  ['pause', '. pausing . . . . . .'],
  ['resume', '. . running running . . . .'],
  ['step', '. . . . . . . .'],
  ['cancel', '. cancelling cancelling cancelling . . . .'],
  ['reset', '. . . . . idle idle idle'],
  [{ engine: 'running' }, '. . running running . . . .'],
  [{ engine: 'paused' }, '. paused paused . . . . .'],
  [{ engine: 'done' }, '. done done done done . . .'],
  [{ engine: 'cancelled' }, '. cancelled cancelled cancelled cancelled . . .'],
  [{ engine: 'failed' }, '. failed failed failed failed . . .'],
];

describe('transition', () => {
  it.each(TABLE)('%j', (input, row) => {
    const after = STATUSES.map((status) => {
      const next = transition(status, input);
      return next === status ? '.' : next;
    });
    expect(after.join(' ')).toBe(row);
  });
});

describe('can', () => {
  const ROWS: readonly (readonly [RunAction, string])[] = [
    ['start', 'idle done cancelled failed'],
    ['pause', 'running'],
    ['resume', 'pausing paused'],
    ['step', 'running pausing paused'],
    ['skipStage', 'running pausing paused'],
    ['cancel', 'running pausing paused'],
    ['resumeRun', 'cancelled failed'],
    ['tryPrune', 'done'],
    ['export', 'done'],
  ];
  it.each(ROWS)('%s', (action, allowed) => {
    expect(STATUSES.filter((status) => can(action, status)).join(' ')).toBe(allowed);
  });
});
