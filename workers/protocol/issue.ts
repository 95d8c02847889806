/** What a schema found wrong with something from outside, in the words that faults are made of. */
import * as v from 'valibot';

export interface WrongField {
  /** Path with dots. */
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** The first issue; `whole` names what has no path because all of it is wrong. */
export function firstIssue(
  [issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
  whole: string,
): WrongField {
  return {
    field: v.getDotPath(issue) ?? whole,
    found: issue.received,
    expected: issue.expected ?? issue.message,
  };
}
