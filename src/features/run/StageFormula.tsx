/** The formula of a stage, one click behind its plain sentence: MathML, each symbol explained, departures named. */
import { createElement, type ReactNode } from 'react';
import { type Option, type Recipe, RECIPE_GROUPS, type Stage } from '../../../workers/protocol';
import { setView } from '../../state/viewStore';
import {
  differencesFromPaper,
  FORMULA_SENTENCES,
  FORMULA_TEXT,
  type OptionName,
  SYMBOL_TEXT,
  type SymbolText,
} from '../../text/formulas';
import { type MathNode, stageFormula, symbolsOf } from './formulas';
import styles from './StageFormula.module.css';

function optionLabel({ group, key }: OptionName): string {
  const options: Readonly<Record<string, Option>> = RECIPE_GROUPS[group];
  return options[key]?.label ?? key;
}

function openOption(option: OptionName): void {
  setView({ panel: 'recipe', option });
}

/**
 * React's types do not know MathML elements, so they are made by name. A symbol leads to the option that sets it; the list
 * below the formula has the same as buttons, for the keyboard.
 */
function renderMath(node: MathNode, key: number, recipe: Recipe): ReactNode {
  const { meaning, setBy }: Partial<SymbolText> = node.symbol === undefined ? {} : SYMBOL_TEXT[node.symbol];
  const open =
    setBy === undefined ? {} : { className: styles.settable, onClick: () => openOption(setBy(recipe)) };
  const inside = node.text ?? node.children?.map((child, at) => renderMath(child, at, recipe));
  return createElement(node.tag, { key, title: meaning, ...open }, inside);
}

function SetButton({ option }: { readonly option: OptionName }) {
  const label = optionLabel(option);
  return (
    <button type="button" data-quiet className={styles.set} onClick={() => openOption(option)}>
      {FORMULA_TEXT.set(label)}
    </button>
  );
}

function sentenceOf(stage: Stage, recipe: Recipe): string {
  return stage === 'unlearn' ? FORMULA_SENTENCES.unlearn[recipe.unlearn.objective] : FORMULA_SENTENCES[stage];
}

export function StageFormula({ stage, recipe }: { readonly stage: Stage; readonly recipe: Recipe }) {
  const formula = stageFormula(stage, recipe);
  const differences = differencesFromPaper(stage, recipe);
  return (
    <details className={styles.formula}>
      <summary>{FORMULA_TEXT.toggle}</summary>
      <p>{sentenceOf(stage, recipe)}</p>
      <div className={styles.math}>
        {createElement(
          'math',
          { display: 'block', 'aria-label': sentenceOf(stage, recipe) },
          renderMath(formula, 0, recipe),
        )}
      </div>
      <dl className={styles.symbols}>
        {[...symbolsOf(formula)].map(([id, node]) => (
          <div key={id}>
            <dt>{createElement('math', null, renderMath(node, 0, recipe))}</dt>
            <dd>
              {SYMBOL_TEXT[id].meaning}
              {SYMBOL_TEXT[id].value !== undefined && <em>{SYMBOL_TEXT[id].value(recipe)}</em>}
              {SYMBOL_TEXT[id].setBy !== undefined && <SetButton option={SYMBOL_TEXT[id].setBy(recipe)} />}
            </dd>
          </div>
        ))}
      </dl>
      {differences.length > 0 && (
        <div className={styles.differs}>
          <p>{FORMULA_TEXT.differs}:</p>
          <ul>
            {differences.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}
