/** Runs as marks: what is left of clean accuracy and of the attack; beside them the untouched networks and the paper's numbers. */
import type { PaperTable, ZooEntry } from '../../../workers/protocol';
import type { ScatterMark } from '../../charts/ScatterChart';
import { seriesLook } from '../../charts/seriesLook';
import type { RunRecord } from '../../compare/runRecord';
import { FIGURES_TEXT } from '../../text/compareTable';
import { formatPercent } from '../run/format';
import { runName } from './itemName';
import { methodName } from '../../compare/methodName';
import { methodIndex } from './methods';

interface Numbers {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
}

function placed(
  { cleanAccuracy, attackSuccessRate }: Numbers,
  mark: Omit<ScatterMark, 'x' | 'y' | 'reading'> & { readonly name: string },
): readonly ScatterMark[] {
  if (cleanAccuracy === null || attackSuccessRate === null) return [];
  const { name, ...rest } = mark;
  const reading = FIGURES_TEXT.reading(name, formatPercent(cleanAccuracy), formatPercent(attackSuccessRate));
  return [{ ...rest, x: 100 * attackSuccessRate, y: 100 * cleanAccuracy, reading }];
}

/** One mark a run that has both numbers. The first of each method is named in the figure itself. */
export function runMarks(runs: readonly RunRecord[], chosen: readonly string[]): readonly ScatterMark[] {
  const named = new Set<string>();
  return runs.flatMap((run) => {
    const { id, method, after } = run;
    const label = named.has(method) ? null : methodName(method);
    named.add(method);
    return placed(after, {
      id,
      ...seriesLook(methodIndex(method)),
      isHollow: false,
      isChosen: chosen.includes(id),
      name: runName(run),
      label,
    });
  });
}

/** The networks as they came, each once. */
export function untouchedMarks(runs: readonly RunRecord[]): readonly ScatterMark[] {
  const networks = new Map(runs.map((run) => [run.network.sha256, run]));
  return [...networks].flatMap(([sha256, { network, before }]) =>
    placed(before, {
      id: `untouched-${sha256}`,
      color: '--ink-soft',
      shape: 'circle',
      isHollow: true,
      isChosen: false,
      name: FIGURES_TEXT.untouched(network.name),
      label: FIGURES_TEXT.untouched(network.name),
    }),
  );
}

/** The paper's numbers for the attacks and methods of the runs. */
export function paperMarks(
  runs: readonly RunRecord[],
  zoo: readonly ZooEntry[],
  { rows }: PaperTable,
): readonly ScatterMark[] {
  const attacks = new Set(
    runs.flatMap(({ network }) => zoo.find(({ sha256 }) => sha256 === network.sha256)?.attack ?? []),
  );
  const methods = new Set<string>(runs.map(({ method }) => method));
  return rows
    .filter(({ attack }) => attacks.has(attack as ZooEntry['attack']))
    .flatMap(({ attack, after }) =>
      Object.entries(after).flatMap(([method, numbers]) =>
        methods.has(method)
          ? placed(numbers, {
              id: `paper-${attack}-${method}`,
              ...seriesLook(methodIndex(method)),
              isHollow: true,
              isChosen: false,
              name: FIGURES_TEXT.inPaper(methodName(method), attack),
              label: null,
            })
          : [],
      ),
    );
}
