/** What the editor asks about the classes a trigger works on. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, type Trigger } from '../../../workers/protocol';
import { AimFields } from '../../../src/features/trigger/AimFields';

/** Each select's label with what is chosen in it. */
function asked(trigger: Trigger): string[] {
  const html = renderToStaticMarkup(
    <AimFields classes={['cat', 'dog', 'owl']} trigger={trigger} onChange={() => undefined} />,
  );
  const labels = [...html.matchAll(/<label[^>]*>([^<]*)<\/label>/g)].map(([, label]) => label);
  const chosen = [...html.matchAll(/<option[^>]*selected=""[^>]*>([^<]*)</g)].map(([, option]) => option);
  return labels.map((label, at) => `${label}: ${chosen[at]}`);
}

describe('the editor asks', () => {
  it('for one target of all pictures', () => {
    expect(asked({ ...BADNETS_TRIGGER, target: 2 })).toEqual([
      'Works on: all pictures, one class for all',
      'Turns pictures into: owl',
    ]);
  });

  it('for no target where each class has its own', () => {
    expect(asked({ ...BADNETS_TRIGGER, labels: { kind: 'all-to-all' } })).toEqual([
      'Works on: all pictures, each class becomes the next',
    ]);
  });

  it('for the one class, even one that the loaded images do not have', () => {
    expect(asked({ ...BADNETS_TRIGGER, labels: { kind: 'source', source: 7 } })).toEqual([
      'Works on: pictures of one class only',
      'Pictures of: class 7',
      'Turns pictures into: cat',
    ]);
  });
});
