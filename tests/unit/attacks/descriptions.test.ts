/** What the protocol says of every attack: defaults within their ranges, words for each option, recipes that come back as they were. */
import { describe, expect, it } from 'vitest';
import { CONSTANTS } from '../../../workers/protocol';
import { ATTACK_IDS, ATTACKS } from '../../../workers/protocol/attacks/registry';
import { createAttackRecipe, parseAttackRecipe } from '../../../workers/protocol/attackRecipe';

describe.each(ATTACK_IDS)('%s', (id) => {
  it.each(CONSTANTS)('has a valid recipe under the constants %s', (constants) => {
    const recipe = createAttackRecipe({ id }, constants);
    expect(parseAttackRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('says in whole sentences what it and each of its options do', () => {
    const { name, options, source, summary } = ATTACKS[id];
    expect(name).not.toBe('');
    expect(source).toMatch(/\.$/);
    expect(summary).toMatch(/\.$/);
    for (const { help, label } of Object.values(options)) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });
});
