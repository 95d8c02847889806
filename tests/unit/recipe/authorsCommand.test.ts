/** The recipe as a command of the authors' code: only flags that `main.py` has, and an honest list of the rest. */
import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, createRecipe, type Recipe } from '../../../workers/protocol';
import { authorsCommand } from '../../../src/features/recipe/authorsCommand';

const recipe = (constants: Parameters<typeof createRecipe>[1], name = 'net.tar'): Recipe =>
  createRecipe(
    {
      model: { kind: 'file', name, sha256: 'ab'.repeat(32) },
      data: { kind: 'shapes', seed: 1 },
      trigger: BADNETS_TRIGGER,
    },
    constants,
  );

describe('the authors’ command', () => {
  it('under the constants of their code says everything', () => {
    const { command, unsaid } = authorsCommand(recipe('reference-code'));
    expect(unsaid).toEqual([]);
    expect(command).toBe(
      'python main.py --backdoor_model_path net.tar --ratio 0.01 --batch_size 128 --unlearning_lr 0.01 ' +
        '--unlearning_epochs 20 --schedule 10 20 --clean_threshold 0.2 --recovering_lr 0.2 --recovering_epochs 20 ' +
        '--alpha 0.2 --trigger_type gridTrigger --trig_w 3 --trig_h 3 --target_label 0 ' +
        '--pruning-by threshold --pruning-max 0.3 --pruning-step 0.05',
    );
  });

  it('lists what no flag can set', () => {
    const keys = authorsCommand(recipe('adaptive')).unsaid.map(({ group, key }) => `${group}.${key}`);
    expect(keys).toContain('unlearn.objective');
    expect(keys).toContain('prune.rule');
    expect(keys).not.toContain('unlearn.learningRate');
  });

  it('keeps a strange file name one word', () => {
    expect(authorsCommand(recipe('paper', "it's; rm -rf.tar")).command).toContain(
      `--backdoor_model_path 'it'\\''s; rm -rf.tar' --ratio`,
    );
  });
});
