/** What the engine says about one filter: its maps, its numbers, and what the network is without it. */
import { Eye } from 'lucide-react';
import type { FilterSheet, Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { useView } from '../../state/viewStore';
import { faultText } from '../../text/faults';
import { changeOf, SHEET_TEXT } from '../../text/inspect';
import { formatFraction, formatPoints } from '../run/format';
import styles from './FilterAnswer.module.css';
import { FilterMaps } from './FilterMaps';
import type { SheetAnswer } from './useFilterSheet';

function Facts({ sheet }: { readonly sheet: FilterSheet }) {
  const facts = [
    [SHEET_TEXT.gamma, sheet.gamma],
    [SHEET_TEXT.beta, sheet.beta],
    [SHEET_TEXT.weightNorm, sheet.weightNorm],
  ] as const;
  return (
    <dl className={styles.facts} aria-label={SHEET_TEXT.facts}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value.toFixed(3).replace('-', '\u2212')}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

interface EffectRow {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly oracle: boolean;
}

/** The rows of the effect table that may be shown: the oracle's only with the oracle on. */
function effectRows({ baseline }: Report, { alone }: FilterSheet, oracle: boolean): readonly EffectRow[] {
  const rows: EffectRow[] = [
    {
      name: SHEET_TEXT.defenseAccuracy,
      before: baseline.defenseAccuracy,
      after: alone.defenseAccuracy,
      oracle: false,
    },
    {
      name: SHEET_TEXT.cleanAccuracy,
      before: baseline.cleanAccuracy,
      after: alone.cleanAccuracy,
      oracle: true,
    },
    {
      name: SHEET_TEXT.attackSuccess,
      before: baseline.attackSuccessRate,
      after: alone.attackSuccessRate,
      oracle: true,
    },
    {
      name: SHEET_TEXT.targetClass,
      before: baseline.targetClassAccuracy,
      after: alone.targetClassAccuracy,
      oracle: true,
    },
  ];
  return rows.filter((row) => row.before !== null && row.after !== null && (oracle || !row.oracle));
}

function Effect({ sheet, report }: { readonly sheet: FilterSheet; readonly report: Report }) {
  const oracle = useView((view) => view.oracle);
  return (
    <div>
      <h4>{SHEET_TEXT.effect}</h4>
      <dl className={styles.facts}>
        {effectRows(report, sheet, oracle).map((row) => (
          <div key={row.name} data-oracle={row.oracle || undefined}>
            <dt>
              {row.oracle && <Eye size={14} role="img" aria-label={SHEET_TEXT.oracle} />} {row.name}
            </dt>
            <dd>
              {changeOf(formatFraction(row.after ?? 0), formatPoints((row.after ?? 0) - (row.before ?? 0)))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function FilterAnswer({ answer }: { readonly answer: SheetAnswer }) {
  const report = useRun((run) => run.report);
  switch (answer.kind) {
    case 'none':
      return <p className={styles.soft}>{report === null ? SHEET_TEXT.notYet : SHEET_TEXT.noEngine}</p>;
    case 'waiting':
      return <p className={styles.soft}>{SHEET_TEXT.loading}</p>;
    case 'fault': {
      const { title, remedy } = faultText(answer.fault);
      return (
        <p className={styles.soft}>
          {title}. {remedy}
        </p>
      );
    }
    case 'sheet':
      return (
        <>
          <FilterMaps sheet={answer.sheet} />
          {report !== null && <Effect sheet={answer.sheet} report={report} />}
          <Facts sheet={answer.sheet} />
        </>
      );
    default:
      return answer satisfies never;
  }
}
