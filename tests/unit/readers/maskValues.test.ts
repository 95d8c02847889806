import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { looksLikeMaskValues, parseMaskValues, readMaskValues } from '../../../workers/readers/maskValues';
import { bytesOf, faultOf } from './fixture';

/** The first lines of a file as the authors' code writes it. */
const AUTHORS = [
  'No \t Layer Name \t Neuron Idx \t Mask Score ',
  '0 \t bn1 \t 0 \t 0.9942 ',
  '1 \t bn1 \t 1 \t 1.0000 ',
  '2 \t layer4.1.bn2 \t 511 \t 0.0000 ',
  '',
].join('\n');

const VALUES = [
  { layer: 'bn1', channel: 0, score: 0.9942 },
  { layer: 'bn1', channel: 1, score: 1 },
  { layer: 'layer4.1.bn2', channel: 511, score: 0 },
];

describe('mask_values.txt', () => {
  it('is read as the authors write it', async () => {
    expect(await readMaskValues(bytesSource('mask_values.txt', bytesOf(AUTHORS)))).toEqual(VALUES);
  });

  it('may lack the header, use blanks, and have Windows line ends and a byte order mark', () => {
    const text = '\ufeff0 bn1 0 0.9942\r\n1 bn1 1 1\r\n\r\n2 layer4.1.bn2 511 0e-4\r\n';
    expect(parseMaskValues(text)).toEqual(VALUES);
  });

  it('names the line that cannot be read', async () => {
    const lines = AUTHORS.split('\n');
    for (const bad of ['2 bn1 x 0.5', '2 bn1 0.5', '2 bn1 0 nan', '2 bn1 -1 0.5', 'No more', '2 a b 0 0.5']) {
      const fault = await faultOf(() => parseMaskValues([...lines.slice(0, 3), bad].join('\n')));
      expect(fault, bad).toMatchObject({ code: 'file-damaged', params: { line: 4 } });
    }
  });

  it('without a single value is damaged, of zero bytes empty', async () => {
    expect((await faultOf(() => parseMaskValues('No \t Layer Name \n'))).code).toBe('file-damaged');
    const empty = bytesSource('m.txt', new Uint8Array(0));
    expect((await faultOf(() => readMaskValues(empty))).code).toBe('file-empty');
  });

  it('is recognised with and without its header; other text is not', () => {
    expect(looksLikeMaskValues(AUTHORS)).toBe(true);
    expect(looksLikeMaskValues(AUTHORS.split('\n')[0] ?? '')).toBe(true);
    expect(looksLikeMaskValues('0 \t bn1 \t 0 \t 0.9942 \n1 \t bn1')).toBe(true);
    expect(looksLikeMaskValues('epoch loss\n1 0.5\n')).toBe(false);
    expect(looksLikeMaskValues('No idea what this is\nNothing')).toBe(false);
  });
});
