/** Which pictures and which triggers the gallery shows, and the words of the paint board. */
import { describe, expect, it } from 'vitest';
import { picturesOfPage } from '../../../src/features/attack/Gallery';
import { colourName, colourOf, PALETTE } from '../../../src/features/attack/palette';
import { zooTriggers } from '../../../src/features/attack/zooTriggers';
import { BADNETS_TRIGGER, type ZooEntry } from '../../../workers/protocol';

describe('the pictures of a page', () => {
  it.each([2000, 37, 74, 500, 5])('never repeat one, and pages go through all of %d', (count) => {
    const shown = Math.min(12, count);
    const pages = Array.from({ length: Math.ceil(count / shown) }, (_, page) => picturesOfPage(page, count));
    for (const page of pages) expect(new Set(page).size).toBe(shown);
    expect(new Set(pages.flat()).size).toBe(count);
    expect(Math.max(...pages.flat())).toBe(count - 1);
  });

  it('are none where there are no images', () => {
    expect(picturesOfPage(0, 0)).toEqual([]);
  });
});

describe('the palette', () => {
  it('names its colours and gives their bytes', () => {
    expect(colourOf('#ff8c00')).toEqual([255, 140, 0]);
    expect([colourName('#0033ff'), colourName('#123456')]).toEqual(['blue', '#123456']);
    expect(new Set(PALETTE.map((colour) => colourOf(colour).join())).size).toBe(PALETTE.length);
  });
});

describe('the triggers of the zoo', () => {
  const entry = (id: string, trigger: unknown): ZooEntry => ({
    id,
    file: `${id}.safetensors`,
    bytes: 1,
    sha256: '',
    title: id,
    architecture: '',
    width: 8,
    attack: 'badnets',
    cleanAccuracy: 1,
    attackSuccessRate: 1,
    training: { trigger },
  });

  it('are read from the manifest, each once, and without those that are none', () => {
    const zoo = [entry('a', BADNETS_TRIGGER), entry('b', BADNETS_TRIGGER), entry('c', null), entry('d', { kind: '?' })];
    expect(zooTriggers(zoo)).toEqual([{ id: 'a', name: 'a', trigger: BADNETS_TRIGGER }]);
  });
});
