import { describe, expect, it } from 'vitest';
import { channelNotes } from '../../../../workers/readers/images/channels';

describe('pictures that become grey', () => {
  it('lose nothing that is worth a word where they were grey in three channels', () => {
    expect(channelNotes(Uint8Array.of(7, 7, 7, 9, 9, 9), 3, 1)).toEqual([]);
    expect(channelNotes(Uint8Array.of(7, 7, 7, 9, 9, 8), 3, 1)).toMatchObject([{ code: 'rgb-to-grey' }]);
  });

  it('are told of where the network wants colours', () => {
    expect(channelNotes(Uint8Array.of(7, 9), 1, 3)).toMatchObject([{ code: 'grey-to-rgb' }]);
    expect(channelNotes(Uint8Array.of(7, 9), 1, 1)).toEqual([]);
  });
});
