/** What the run itself found out about how far it can be trusted, from defense images alone. */
import type { Doubt } from '../../workers/protocol';

export interface DoubtText {
  readonly title: string;
  readonly reason: string;
  readonly next: string;
}

export const DOUBT_TEXTS: Readonly<Record<Doubt, DoubtText>> = {
  'recovery-poor': {
    title: 'Recovery stayed poor',
    reason:
      'The masks could not bring the network back to its accuracy, so their values say little about which filters matter.',
    next: 'Unlearn less far (a higher stop level) or recover for more epochs.',
  },
  'label-unclear': {
    title: 'No label stands out',
    reason:
      'The unlearned network does not favour one class clearly. A backdoored network usually falls back on its target; a clean one does not, and then the cut only costs accuracy.',
    next: 'Compare with the clean preset, and with another seed, before you trust this cut.',
  },
  'trigger-survives': {
    title: 'The revealed trigger still works',
    reason:
      'The walk ended before the filters that carry the revealed trigger were silenced; clean pictures need too many of them.',
    next: 'Give the veto a larger budget, walk more carriers, or try another seed.',
  },
  'label-remains': {
    title: 'The label still stands out',
    reason:
      'With the same filters cut, the unlearned network can still be driven to the label further than to any other: a part of the backdoor is left.',
    next: 'Allow more rounds, a larger veto budget, or try another seed.',
  },
  'stop-not-reached': {
    title: 'Unlearning did not finish',
    reason: 'The accuracy on the defense images never fell to the stop level.',
    next: 'Allow more epochs or a larger step.',
  },
  'nothing-separates': {
    title: 'Nothing separates',
    reason:
      'No label stands out, and no few filters carry a change that turns pictures to one. This is what a clean network looks like, or a backdoor this method does not find; so nothing was cut.',
    next: 'Do not take it as proof: try another seed, more defense images, or a rule that cuts by the masks.',
  },
};
