/** The formulas of the stages as MathML trees (PAPER Eq. 2, Eq. 3 and the cut of section 3). */
import type { Recipe, Stage } from '../../../workers/protocol';
import type { SymbolId } from '../../text/formulas';

/** One MathML element. `symbol` names what it stands for, so that it can be explained. */
export interface MathNode {
  readonly tag: 'mrow' | 'mi' | 'mo' | 'mn' | 'msub' | 'munder' | 'mover' | 'mtext';
  readonly text?: string;
  readonly symbol?: SymbolId;
  readonly children?: readonly MathNode[];
}

const mi = (text: string, symbol?: SymbolId): MathNode =>
  symbol === undefined ? { tag: 'mi', text } : { tag: 'mi', text, symbol };
const mo = (text: string): MathNode => ({ tag: 'mo', text });
const mn = (text: string): MathNode => ({ tag: 'mn', text });
const row = (...children: MathNode[]): MathNode => ({ tag: 'mrow', children });
const sub = (base: MathNode, index: MathNode, symbol?: SymbolId): MathNode =>
  symbol === undefined
    ? { tag: 'msub', children: [base, index] }
    : { tag: 'msub', symbol, children: [base, index] };
const under = (base: MathNode, below: MathNode): MathNode => ({ tag: 'munder', children: [base, below] });

const PAIR: MathNode = {
  tag: 'mrow',
  symbol: 'pair',
  children: [mo('('), mi('x'), mo(','), mi('y'), mo(')')],
};
const MEAN = under(mo('mean'), row(PAIR, mo('∈'), mi('D', 'images')));
const RIGHT = sub(mi('p'), mi('y'), 'right');
const FORGOTTEN: MathNode = { tag: 'mover', symbol: 'forgotten', children: [mi('θ'), mo('^')] };

function unlearnFormula(bounded: boolean): MathNode {
  const climb = under(mo('max'), mi('θ', 'theta'));
  const certainty = row(RIGHT, mo('('), mi('x'), mo(';'), mi('θ', 'theta'), mo(')'));
  const inner = bounded
    ? row(mi('log'), mo('('), mn('1'), mo('−'), certainty, mo(')'))
    : row(mo('−'), mi('log'), certainty);
  return row(climb, MEAN, inner);
}

const RECOVER: MathNode = row(
  under(mo('min'), row(mi('m', 'mask'), mo('∈'), mo('['), mn('0'), mo(','), mn('1'), mo(']'))),
  mi('α', 'alpha'),
  MEAN,
  mi('ℓ', 'loss'),
  mo('('),
  mi('f'),
  mo('('),
  row(mi('x'), mo(';'), mi('m', 'mask'), mo('⊙'), FORGOTTEN),
  mo(')'),
  mo(','),
  mi('y'),
  mo(')'),
);

function pruneFormula(zeroBeta: boolean): MathNode {
  const gamma = sub(mi('γ'), mi('c'), 'gamma');
  const beta = sub(mi('β'), mi('c'), 'beta');
  const silence = [gamma, mo('←'), mn('0'), ...(zeroBeta ? [mo(','), beta, mo('←'), mn('0')] : [])];
  return row(
    ...silence,
    { tag: 'mtext', text: '\u2003for every\u2003' },
    mi('c', 'filter'),
    { tag: 'mtext', text: '\u2003with\u2003' },
    sub(mi('m'), mi('c'), 'mask'),
    mo('≤'),
    mi('t', 'level'),
  );
}

/** The formula of a stage under a recipe. */
export function stageFormula(stage: Stage, recipe: Pick<Recipe, 'unlearn' | 'prune'>): MathNode {
  switch (stage) {
    case 'unlearn':
      return unlearnFormula(recipe.unlearn.objective === 'bounded');
    case 'recover':
      return RECOVER;
    case 'prune':
      return pruneFormula(recipe.prune.zeroBeta);
    default:
      return stage satisfies never;
  }
}

/** The symbols of a formula in the order they are read, each once, with the element that shows it. */
export function symbolsOf(node: MathNode): ReadonlyMap<SymbolId, MathNode> {
  const found = new Map<SymbolId, MathNode>();
  const visit = (each: MathNode): void => {
    if (each.symbol !== undefined && !found.has(each.symbol)) found.set(each.symbol, each);
    each.children?.forEach(visit);
  };
  visit(node);
  return found;
}
