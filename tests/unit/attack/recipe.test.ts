/** The attack that is set up on the page: what a choice changes, what it keeps, and why it may be refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  attackConstants,
  attackOptions,
  changedCount,
  withAttackConstants,
  withAttackOption,
} from '../../../src/features/attack/attackOptions';
import { attackRefusal, plannedOn } from '../../../src/features/attack/attackRefusal';
import { comparedTriggers } from '../../../src/features/attack/comparedTriggers';
import { trainedWords } from '../../../src/features/attack/TrainedCard';
import { spokenTraining } from '../../../src/features/attack/TrainingVoice';
import {
  attackStore,
  chooseAttack,
  editAttack,
  firstAttackState,
  NO_SIGN,
  plantSign,
  recipeFor,
  withLabels,
} from '../../../src/state/attackStore';
import { emptyTraining } from '../../../src/state/trainStore';
import { ATTACK_TEXT, TRAINED_TEXT } from '../../../src/text/attack';
import { BADNETS_TRIGGER, encodeBytes } from '../../../workers/protocol';
import { ATTACK_IDS, ATTACKS } from '../../../workers/protocol/attacks/registry';
import { parseAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { DATA } from '../run/plausibleRun';
import { plausibleTrainingReport } from './plausibleTraining';

const recipe = () => attackStore.getState().recipe;
const SIGN = { ...NO_SIGN, row: 3, column: 4, rgba: encodeBytes(Uint8Array.of(255, 0, 0, 255)) };

beforeEach(() => attackStore.setState(firstAttackState(), true));

describe('choosing an attack', () => {
  it.each(ATTACK_IDS)('gives a recipe that the engine takes: %s', (id) => {
    chooseAttack(id);
    expect(recipe().attack.id).toBe(id);
    expect(parseAttackRecipe(recipe())).toEqual(recipe());
  });

  it('keeps what was set for the one before', () => {
    editAttack((now) => withAttackOption(now, 'attack', 'rate', 0.05));
    chooseAttack('blend');
    expect(recipe().attack.options).toMatchObject({ rate: 0.1 });
    chooseAttack('badnets');
    expect(recipe().attack.options).toMatchObject({ rate: 0.05 });
  });

  it('brings the epochs it needs, unless a number was chosen', () => {
    chooseAttack('wanet');
    expect(recipe().train.epochs).toBe(5);
    expect(changedCount(recipe(), 'train', 'adaptive')).toBe(0);
    chooseAttack('badnets');
    expect(recipe().train.epochs).toBe(3);
    editAttack((now) => withAttackOption(now, 'train', 'epochs', 12));
    chooseAttack('wanet');
    expect(recipe().train.epochs).toBe(12);
  });

  it('gives up a label rule that the attack cannot serve', () => {
    editAttack((now) => withLabels(now, { kind: 'all-to-all' }));
    chooseAttack('blend');
    expect(recipe().labels).toEqual({ kind: 'all-to-all' });
    chooseAttack('sig');
    expect('labels' in recipe()).toBe(false);
  });
});

describe('the options', () => {
  it('stand on the set of constants that explains them best', () => {
    expect([attackConstants(recipe()), changedCount(recipe(), 'train', 'adaptive')]).toEqual(['adaptive', 0]);
    const paper = withAttackConstants(recipe(), 'paper');
    expect([attackConstants(paper), paper.train.epochs]).toEqual(['paper', 200]);
    const changed = withAttackOption(paper, 'train', 'epochs', 9);
    expect([attackConstants(changed), changedCount(changed, 'train', 'paper')]).toEqual(['paper', 1]);
    expect(parseAttackRecipe(changed)).toEqual(changed);
  });

  it('are shown with their values', () => {
    const size = attackOptions(recipe(), 'attack').find(({ key }) => key === 'size');
    expect([size?.value, size?.option.label]).toEqual([3, 'Trigger size']);
  });
});

describe('the trigger that will be planted', () => {
  it('is the attack’s own, until a sign is painted', () => {
    expect(plannedOn(recipe(), DATA)).toEqual(BADNETS_TRIGGER);
    plantSign(SIGN);
    editAttack((now) => ({ ...now, target: 2 }));
    expect(plannedOn(recipe(), DATA)).toEqual({ ...SIGN, target: 2 });
    editAttack((now) => ({ ...now, trigger: null }));
    expect(plannedOn(recipe(), DATA)).toMatchObject({ kind: 'patch', target: 2 });
    expect(attackStore.getState().sign).toEqual(SIGN);
  });

  it('is refused in words where nothing is painted, where it does not fit, or where it leads nowhere', () => {
    expect(attackRefusal(recipe(), DATA)).toBeNull();
    plantSign(NO_SIGN);
    expect(attackRefusal(recipe(), DATA)).toBe(ATTACK_TEXT.emptySignReason);
    plantSign({ ...SIGN, row: 40 });
    expect(attackRefusal(recipe(), DATA)).toMatch(/./);
    plantSign(SIGN);
    editAttack((now) => withLabels(now, { kind: 'source', source: 0 }));
    expect(attackRefusal(recipe(), DATA)).toBe(ATTACK_TEXT.sameClass);
    editAttack((now) => withLabels({ ...now, target: DATA.classes.length }, null));
    expect(attackRefusal(recipe(), DATA)).toMatch(/./);
  });

  it('stands beside those of all attacks, the user’s own first', () => {
    const compared = { recipe: recipe(), zoo: [], shape: DATA.defense };
    const plain = comparedTriggers({ ...compared, sign: NO_SIGN });
    expect(plain.map(({ id }) => id)).toEqual(ATTACK_IDS.filter((id) => id !== 'none'));
    expect(plain[0]).toEqual({
      id: 'badnets',
      name: ATTACK_TEXT.asSet(ATTACKS.badnets.name),
      trigger: BADNETS_TRIGGER,
    });
    expect(comparedTriggers({ ...compared, sign: SIGN })[0]).toMatchObject({ id: 'sign', trigger: SIGN });
  });
});

describe('the images', () => {
  it('are the user’s own where they are open, else built-in ones of the page’s seed', () => {
    const sha256 = 'ab'.repeat(32);
    const files = {
      kind: 'files',
      defense: { name: 'd', sha256 },
      test: null,
      normalisation: 'unit',
    } as const;
    expect(recipeFor(recipe(), files).data).toEqual(files);
    expect(recipeFor(recipe(), { kind: 'shapes', seed: 9 }).data).toMatchObject({ kind: 'shapes', seed: 9 });
  });
});

describe('what a training has left, in words', () => {
  const result = {
    cleanAccuracy: 0.9,
    attackSuccessRate: 0.99,
    targetClassAccuracy: 1,
    crossTriggerAccuracy: null,
  };

  it.each([
    [{}, TRAINED_TEXT.planted],
    [{ result: { ...result, attackSuccessRate: 0.3 } }, TRAINED_TEXT.weak],
    [{ result: { ...result, cleanAccuracy: 0.1 } }, TRAINED_TEXT.unlearned],
    [{ trigger: null, result: { ...result, attackSuccessRate: null } }, TRAINED_TEXT.honest],
    [{ result: null }, TRAINED_TEXT.unmeasured],
  ])('says what the numbers mean: %o', (changes, title) => {
    expect(trainedWords(plausibleTrainingReport(changes)).title).toBe(title);
  });

  it('names the class it was taught, unless there are many', () => {
    expect(trainedWords(plausibleTrainingReport()).line).toContain('disc');
    const many = { ...plausibleTrainingReport().recipe, labels: { kind: 'all-to-all' } } as const;
    expect(trainedWords(plausibleTrainingReport({ recipe: many })).line).not.toContain('disc');
  });
});

describe('the voice of a training', () => {
  it('speaks at stages, tenths and the end, and is silent before', () => {
    const at = { ...emptyTraining(), status: 'running', stage: 'train', total: 100 } as const;
    expect([0, 9, 10, 19, 55].map((done) => spokenTraining({ ...at, done }))).toEqual([
      'Training began.',
      'Training began.',
      'Training, 10 %.',
      'Training, 10 %.',
      'Training, 50 %.',
    ]);
    expect(spokenTraining(emptyTraining())).toBe('');
    expect(spokenTraining({ ...at, done: 100, status: 'done' })).toBe('The network is trained.');
  });
});
