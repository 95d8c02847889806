/** Things worth saying that stop nothing, in one sentence each. */
import type { NoticeCode } from '../../workers/protocol';
import { word } from './faultWords';

type Params = Readonly<Record<string, string | number>>;

const NOTICE_TEXTS: Readonly<Record<NoticeCode, (params: Params) => string>> = {
  'stop-not-reached': () =>
    'Unlearning ended before accuracy fell to its stop level; the run goes on with the last state.',
  'batch-padded': () => 'The last batch was filled up with images drawn a second time.',
  'no-test-data': () => 'No test images are open: clean accuracy and attack success are not measured.',
  'no-trigger': () => 'No trigger is given: attack success is not measured.',
  'resumed-from-snapshot': (p) => `The run went on from its snapshot at step ${word(p, 'step')}.`,
  'device-replaced': (p) => `The device changed to ${word(p, 'device')}.`,
  'baseline-low': () =>
    'The network is poor even before anything was done to it: the normalisation may be the wrong one.',
  'defense-set-smaller': (p) =>
    `Only ${word(p, 'found')} defense images are there, the recipe asks for ${word(p, 'asked')}; all of them are used.`,
  'overlays-fewer': (p) =>
    `Only ${word(p, 'found')} clean images are there to lay others over, the recipe asks for ${word(p, 'asked')}; all of them are used.`,
  'shader-refused': (p) =>
    `The graphics card refused the fast program for ${word(p, 'kernel')}; a slower one runs.`,
};

/** A notice in words. */
export function noticeText({ code, params }: { readonly code: NoticeCode; readonly params: Params }): string {
  return NOTICE_TEXTS[code](params);
}
