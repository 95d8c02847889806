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
  const isAbsent = issue.received === 'undefined';
  return {
    field: v.getDotPath(issue) ?? whole,
    found: isAbsent ? 'nothing' : issue.received,
    // Of a field that is not there a schema expects its name.
    expected:
      isAbsent && issue.kind === 'schema' && issue.type.includes('object')
        ? 'a value'
        : (issue.expected ?? issue.message),
  };
}
