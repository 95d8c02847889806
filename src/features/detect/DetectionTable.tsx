/** Every detector on every network of the zoo beside the paper's table 16, and on honest networks. Nothing where the file is not there. */
import { Eye } from 'lucide-react';
import { useMemo } from 'react';
import { useLoaded } from '../../app/useLoaded';
import { ScrollRegion } from '../../charts/ScrollRegion';
import { fetchPageJson } from '../../client/pageFiles';
import type { DetectionRow, FindingId, PaperTable } from '../../../workers/protocol';
import {
  DETECTORS,
  type Detector,
  detectionTable,
  type NetworkDetection,
  type Rate,
} from '../../../workers/protocol/detectionTable';
import { useEngine } from '../../state/engineStore';
import { useView } from '../../state/viewStore';
import { DETECTION_TABLE_TEXT } from '../../text/detectionTable';
import styles from '../../charts/ResultTable.module.css';
import { answerWords } from './answerWords';

const FINDING_OF: Readonly<Record<Detector, FindingId>> = {
  nc: 'nc',
  nuNc: 'nu-nc',
  nu: 'share',
  margin: 'lead',
};

interface Tables {
  readonly rows: readonly DetectionRow[];
  readonly paper: PaperTable['detection'];
}

/** Both files are this project's own and checked by its tests. Throws `network-failed`. */
async function fetchTables(): Promise<Tables> {
  const [own, paper] = await Promise.all([
    fetchPageJson('tables/detection.json'),
    fetchPageJson('tables/paper.json'),
  ]);
  return { rows: (own as Tables).rows, paper: (paper as PaperTable).detection };
}

function valueText(id: FindingId, value: number | null): string {
  if (value === null) return DETECTION_TABLE_TEXT.none;
  return value.toFixed(id === 'share' ? 2 : 1);
}

function rateText({ hits, trials }: Rate): string {
  return trials === 0 ? DETECTION_TABLE_TEXT.none : DETECTION_TABLE_TEXT.hits(hits, trials);
}

/** Nothing where there is no label to name: the paper's rates are of such that have one. */
function paperText({ paper, rates }: NetworkDetection, detector: Detector): string {
  if (paper === null || detector === 'margin' || rates[detector].trials === 0)
    return DETECTION_TABLE_TEXT.none;
  return `${String(Math.round(100 * paper[detector]))} %`;
}

function Row({ row, title }: { readonly row: NetworkDetection; readonly title: string }) {
  const { auc, findings, rates } = row;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{row.runs}</td>
      {DETECTORS.flatMap((detector) => [
        <td key={`${detector} label`} className={styles.first}>
          {rateText(rates[detector])}
        </td>,
        <td key={`${detector} value`}>{valueText(FINDING_OF[detector], findings[FINDING_OF[detector]])}</td>,
        ...(detector === 'margin'
          ? []
          : [
              <td key={`${detector} paper`} className={styles.soft}>
                {paperText(row, detector)}
              </td>,
            ]),
      ])}
      <td className={styles.first}>{auc.backdoored?.toFixed(3) ?? DETECTION_TABLE_TEXT.none}</td>
      <td>{auc.unlearned?.toFixed(3) ?? DETECTION_TABLE_TEXT.none}</td>
      <td className={styles.answer}>{answerWords(row)}</td>
    </tr>
  );
}

function sumOf(rows: readonly NetworkDetection[], detector: Detector): Rate {
  return {
    hits: rows.reduce((sum, { rates }) => sum + rates[detector].hits, 0),
    trials: rows.reduce((sum, { rates }) => sum + rates[detector].trials, 0),
  };
}

function Foot({ rows }: { readonly rows: readonly NetworkDetection[] }) {
  return (
    <tr className={styles.foot}>
      <th scope="row">{DETECTION_TABLE_TEXT.all}</th>
      <td>{rows.reduce((sum, { runs }) => sum + runs, 0)}</td>
      {DETECTORS.map((detector) => (
        <td key={detector} className={styles.first} colSpan={detector === 'margin' ? 2 : 3}>
          {rateText(sumOf(rows, detector))}
        </td>
      ))}
      <td colSpan={3} />
    </tr>
  );
}

function Head() {
  const { detectors, label, networks, paper, runs, strip, stripNetworks, values, verdict } =
    DETECTION_TABLE_TEXT;
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2}>
          {networks}
        </th>
        <th scope="col" rowSpan={2}>
          {runs}
        </th>
        {DETECTORS.map((detector) => (
          <th
            key={detector}
            scope="colgroup"
            colSpan={detector === 'margin' ? 2 : 3}
            className={styles.first}
          >
            {detectors[detector]}
          </th>
        ))}
        <th scope="colgroup" colSpan={2} className={styles.first}>
          {strip}
        </th>
        <th scope="col" rowSpan={2} className={styles.answer}>
          {verdict}
        </th>
      </tr>
      <tr>
        {DETECTORS.flatMap((detector) =>
          [label, values[detector], ...(detector === 'margin' ? [] : [paper])].map((name, at) => (
            <th key={`${detector} ${name}`} scope="col" className={at === 0 ? styles.first : undefined}>
              {name}
            </th>
          )),
        )}
        <th scope="col" className={styles.first}>
          {stripNetworks.backdoored}
        </th>
        <th scope="col">{stripNetworks.unlearned}</th>
      </tr>
    </thead>
  );
}

interface GroupProps {
  readonly title: string;
  readonly rows: readonly NetworkDetection[];
  readonly titleOf: (network: string) => string;
}

function Group({ rows, title, titleOf }: GroupProps) {
  if (rows.length === 0) return null;
  const hasLabels = rows.some(({ rates }) => rates.margin.trials > 0);
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={16} className={styles.group}>
          {title}
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.network} row={row} title={titleOf(row.network)} />
      ))}
      {hasLabels && <Foot rows={rows} />}
    </tbody>
  );
}

export function DetectionTable() {
  const tables = useLoaded(fetchTables);
  const zoo = useEngine((engine) => engine.zoo);
  const oracle = useView((view) => view.oracle);
  const table = useMemo(() => (tables === null ? null : detectionTable(tables.rows, tables.paper)), [tables]);
  // Whether a label is the planted one needs the trigger.
  if (table === null || !oracle) return null;
  const titleOf = (network: string): string => zoo.find(({ id }) => id === network)?.title ?? network;
  return (
    <section className={styles.section} aria-labelledby="detection-heading">
      <h3 id="detection-heading">{DETECTION_TABLE_TEXT.title}</h3>
      <p className={styles.line}>
        <Eye size={16} aria-hidden="true" /> {DETECTION_TABLE_TEXT.line}
      </p>
      <ScrollRegion className={`${styles.scroll} ${styles.wide}`} label={DETECTION_TABLE_TEXT.title}>
        <table className={styles.table}>
          <Head />
          <Group title={DETECTION_TABLE_TEXT.attacked} rows={table.attacked} titleOf={titleOf} />
          <Group title={DETECTION_TABLE_TEXT.manyTargets} rows={table.manyTargets} titleOf={titleOf} />
          <Group title={DETECTION_TABLE_TEXT.honest} rows={table.honest} titleOf={titleOf} />
        </table>
      </ScrollRegion>
    </section>
  );
}
