/** Every fault has words, and all words are complete sentences that hold what is known. */
import { describe, expect, it } from 'vitest';
import { DOUBTS, FAULT_CODES, NOTICE_CODES } from '../../../workers/protocol';
import { DOUBT_TEXTS } from '../../../src/text/doubts';
import { bytesText } from '../../../src/text/faultWords';
import { FAULT_TEXTS, faultText } from '../../../src/text/faults';
import { noticeText } from '../../../src/text/notices';

describe('faults', () => {
  it('every code has a text and every text a code', () => {
    expect(Object.keys(FAULT_TEXTS).toSorted()).toEqual([...FAULT_CODES].toSorted());
  });

  it.each(FAULT_CODES)('%s has title, cause and remedy, with params or without', (code) => {
    const { title, cause, remedy } = FAULT_TEXTS[code]({});
    for (const sentence of [title, cause, remedy]) {
      expect(sentence.length).toBeGreaterThan(1);
      expect(sentence).not.toMatch(/undefined|\[object|NaN(?! or)/);
    }
    expect(title).not.toMatch(/\.$/);
    expect(remedy).toMatch(/\.$/);
  });

  it('says what was found and what was expected', () => {
    const params = { name: 'layer1.0.conv1.weight', expected: '16x16x3x3', found: '8x16x3x3' };
    const { cause } = faultText({ code: 'shape-mismatch', params });
    for (const value of Object.values(params)) expect(cause).toContain(value);
  });

  it('names the forbidden name of a pickle, and that nothing ran', () => {
    const { cause } = faultText({ code: 'pickle-refused', params: { name: 'os.system' } });
    expect(cause).toMatch(/os\.system.*nothing of it was executed/);
  });

  it('of a file that is too large says what was counted', () => {
    const { cause } = faultText({
      code: 'file-too-large',
      params: { what: 'images', value: 200_000, limit: 150_000 },
    });
    expect(cause).toBe('It has 200000 images; the limit is 150000 images.');
  });

  it('of a file of another kind says what was recognised', () => {
    const causes = ['png', 'unknown'].map(
      (found) => faultText({ code: 'file-unknown', params: { found } }).cause,
    );
    expect(causes).toEqual(['It looks like a PNG picture.', 'Its bytes fit no format that is read here.']);
    expect(faultText({ code: 'file-unknown', params: { reason: 'no weights in it' } }).cause).toBe(
      'Opened, but: no weights in it.',
    );
  });

  it('offers three ways to need less memory', () => {
    const { actions } = faultText({ code: 'out-of-memory', params: { bytes: 2e9 } });
    expect(actions).toEqual(['halve-batch', 'watch-less', 'measure-less']);
  });

  it('of memory says which limit was met, and what to do about it', () => {
    const [wasm, card] = [{ bytes: 2e9 }, { bytes: 2.5e9, limit: 2 ** 31 }].map((params) =>
      faultText({ code: 'out-of-memory', params }),
    );
    expect(wasm?.cause).toMatch(/needs 2\.0 GB in one piece; WebAssembly holds 4 GB at most/);
    expect(card?.cause).toBe(
      'This step needs 2.5 GB in one piece; the graphics card can bind 2.1 GB at once.',
    );
    expect(card?.remedy).toBe('Choose a smaller batch and run again.');
    expect(card?.actions[0]).toBe('halve-batch');
  });

  it('names the file first', () => {
    expect(faultText({ code: 'file-empty', params: {}, file: 'a.pth' }).title).toBe(
      'a.pth: This file is empty',
    );
  });
});

describe('notices and doubts', () => {
  it.each(NOTICE_CODES)('%s is one sentence', (code) => {
    expect(noticeText({ code, params: {} })).toMatch(/^[A-Z].*\.$/);
  });
  it.each(DOUBTS)('%s says why and what next', (doubt) => {
    const { title, reason, next } = DOUBT_TEXTS[doubt];
    expect(`${title}. ${reason} ${next}`).toMatch(/\. .*\. .*\.$/);
  });
});

it('writes sizes in the unit that reads best', () => {
  const sizes = [0, 999, 1000, 123_456, 2_345_678, 5e9];
  expect(sizes.map(bytesText)).toEqual(['0 B', '999 B', '1.0 kB', '123 kB', '2.3 MB', '5.0 GB']);
});
