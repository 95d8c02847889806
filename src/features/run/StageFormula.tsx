/** The formula of a stage, one click behind its plain sentence: MathML, each symbol explained, departures named. */
import { createElement, type ReactNode } from 'react';
import type { Recipe, Stage } from '../../../workers/protocol';
import { differencesFromPaper, FORMULA_SENTENCES, FORMULA_TEXT, SYMBOL_TEXT } from '../../text/formulas';
import { type MathNode, stageFormula, symbolsOf } from './formulas';
import styles from './StageFormula.module.css';

/** React's types do not know MathML elements, so they are made by name. */
function renderMath(node: MathNode, key: number): ReactNode {
  const title = node.symbol === undefined ? undefined : SYMBOL_TEXT[node.symbol].meaning;
  return createElement(node.tag, { key, title }, node.text ?? node.children?.map(renderMath));
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
          renderMath(formula, 0),
        )}
      </div>
      <dl className={styles.symbols}>
        {[...symbolsOf(formula)].map(([id, node]) => (
          <div key={id}>
            <dt>{createElement('math', null, renderMath(node, 0))}</dt>
            <dd>
              {SYMBOL_TEXT[id].meaning}
              {SYMBOL_TEXT[id].value !== undefined && <em>{SYMBOL_TEXT[id].value(recipe)}</em>}
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
