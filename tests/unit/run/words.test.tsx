/** What the reader sees: readings, result, formulas and their honest words. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { cutParts } from '../../../src/features/run/CutReading';
import { formatDuration, formatPoints } from '../../../src/features/run/format';
import { stageFormula, symbolsOf } from '../../../src/features/run/formulas';
import { gentlerRecipe } from '../../../src/features/run/gentler';
import { OutcomeCard } from '../../../src/features/run/OutcomeCard';
import { ResultLine } from '../../../src/features/run/ResultLine';
import { StageFormula } from '../../../src/features/run/StageFormula';
import { differencesFromPaper, SYMBOL_TEXT } from '../../../src/text/formulas';
import { cutReading, stageProgress } from '../../../src/text/run';
import { RECIPE_GROUPS, recipeOptions, STAGES } from '../../../workers/protocol';
import { plausibleReport, RECIPE, rowAt } from './plausibleRun';

const report = plausibleReport();
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('readings', () => {
  it('write a cut as the guide asks', () => {
    const row = { ...rowAt(38, 'removed', null), cleanAccuracy: 0.986, attackSuccessRate: 0.012 };
    expect(cutReading('38', cutParts(report, row, true))).toBe('cut 38: clean 0.986 (−0.7), attack 0.012');
  });

  it('name no oracle number with the oracle off', () => {
    const parts = cutParts(report, report.prune.chosen, false);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatch(/^defense 0\.\d{3} \(/);
  });

  it('never write minus zero', () => {
    expect(formatPoints(-0.0001)).toBe('0.0');
    expect(formatPoints(0.012)).toBe('+1.2');
  });

  it('say how far a stage is, also where its length is unknown', () => {
    expect(stageProgress('running', 12, 20)).toBe('running 12/20');
    expect(stageProgress('running', 12, null)).toBe('running 12');
    expect(stageProgress('done', 20, 20)).toBe('done');
  });

  it('write durations a person would say', () => {
    expect(formatDuration(34_200)).toBe('34\u00a0s');
    expect(formatDuration(125_000)).toBe('2:05');
  });
});

describe('the result', () => {
  const show = (oracle: boolean, row = report.prune.chosen): string =>
    text(
      renderToStaticMarkup(
        <ResultLine report={report} row={row} cut={row.pruned} tried={false} oracle={oracle} />,
      ),
    );

  it('has both numbers of both accuracies, and says that it is no proof', () => {
    const words = show(true);
    expect(words).toContain('99.3 %');
    expect(words).toContain('98.5 %');
    expect(words).toContain('attack success');
    expect(words).toContain('not a proof');
  });

  it('says what the target class pays', () => {
    expect(show(true)).toContain('The target class pays most: its own accuracy changed by −9.0 points');
  });

  it('says in words that a run doubts itself, next to its numbers', () => {
    const doubted = { ...report, doubts: ['recovery-poor'] as const };
    const row = doubted.prune.chosen;
    const markup = renderToStaticMarkup(
      <ResultLine report={doubted} row={row} cut={38} tried={false} oracle />,
    );
    expect(text(markup)).toContain('This run doubts itself: recovery stayed poor.');
    expect(show(true)).not.toContain('doubts');
  });

  it('hides every oracle number with the oracle off', () => {
    const words = show(false);
    expect(words).toContain('accuracy on defense images');
    expect(words).not.toMatch(/attack|target|clean accuracy/);
  });

  it('shows an honest card where the attack still works', () => {
    const stays = plausibleReport('stays');
    const words = text(renderToStaticMarkup(<OutcomeCard report={stays} row={stays.prune.chosen} oracle />));
    expect(words).toContain('Backdoor not removed');
    expect(words).toContain('Attack success is still 95.8 %');
    expect(words).toContain('Three known reasons');
  });

  it('shows no card where the attack just failed', () => {
    expect(renderToStaticMarkup(<OutcomeCard report={report} row={report.prune.chosen} oracle />)).toBe('');
  });

  it('says what a clean network looks like', () => {
    const clean = plausibleReport('clean');
    const words = text(
      renderToStaticMarkup(<OutcomeCard report={clean} row={clean.prune.chosen} oracle={false} />),
    );
    expect(words).toContain('this is what a clean network looks like');
  });
});

describe('the formulas', () => {
  it('explain each of their symbols', () => {
    for (const stage of STAGES)
      for (const id of symbolsOf(stageFormula(stage, RECIPE)).keys())
        expect(SYMBOL_TEXT[id].meaning).not.toBe('');
  });

  it('follow the recipe', () => {
    const markup = (recipe: typeof RECIPE): string =>
      renderToStaticMarkup(<StageFormula stage="unlearn" recipe={recipe} />);
    const paper = { ...RECIPE, ...recipeOptions('paper') };
    expect(markup(RECIPE)).toContain('log(1 − p)');
    expect(markup(paper)).toContain('cross-entropy over the defense images');
    expect(markup(RECIPE)).toContain('<math');
  });

  it('admit every departure of the default, and none where the paper is followed', () => {
    const paper = { ...RECIPE, ...recipeOptions('paper') };
    expect(differencesFromPaper('unlearn', RECIPE)).toHaveLength(5);
    expect(differencesFromPaper('unlearn', paper)).toEqual([]);
    expect(differencesFromPaper('prune', RECIPE).join(' ')).toContain('a trigger is searched');
  });
});

it('after a divergence the same recipe takes smaller steps', () => {
  const gentler = gentlerRecipe(RECIPE);
  expect(gentler.unlearn.learningRate).toBe(0.025);
  expect(gentler.unlearn.gainPerStep).toBe(0.1);
  const fixed = { ...RECIPE, ...recipeOptions('reference-code') };
  expect(gentlerRecipe(fixed).unlearn).toEqual({ ...fixed.unlearn, learningRate: 0.005 });
});

describe('the symbols of the formulas', () => {
  it('lead to options that exist, and each stage has one', () => {
    for (const stage of STAGES) {
      const ids = [...symbolsOf(stageFormula(stage, RECIPE)).keys()];
      const options = ids.flatMap((id) => SYMBOL_TEXT[id].setBy?.(RECIPE) ?? []);
      expect(options.length).toBeGreaterThan(0);
      for (const { group, key } of options) expect(Object.keys(RECIPE_GROUPS[group])).toContain(key);
    }
  });

  it('of recovering lead to the rule that ended the unlearning, where its weights come from', () => {
    expect(SYMBOL_TEXT.forgotten.setBy?.(RECIPE)).toEqual({ group: 'unlearn', key: 'stopRule' });
  });

  it('can be reached by keyboard: a button for each', () => {
    const html = renderToStaticMarkup(<StageFormula stage="recover" recipe={RECIPE} />);
    expect(html.match(/<button[^>]*>Set: [^<]+/g)?.map((each) => each.replace(/.*>/, ''))).toContain(
      `Set: ${RECIPE_GROUPS.recover.alpha.label}`,
    );
  });
});
