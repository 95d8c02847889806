/** The place Inspect: every filter with its mask, layer by layer; the list of cut ones; one filter close up. */
import { Suspense, useRef, useState } from 'react';
import type { Report } from '../../../workers/protocol';
import type { StripOrder } from '../../charts/stripLayout';
import { Segments } from '../../charts/Segments';
import { useRun } from '../../state/runStore';
import type { MaskFrame } from '../../state/series';
import { setView, useView } from '../../state/viewStore';
import { INSPECT_TEXT } from '../../text/inspect';
import { CutList } from '../run/CutList';
import { CutReading } from '../run/CutReading';
import type { FilterName } from '../run/cutOrder';
import { DeskSteps } from '../run/DeskSteps';
import { LiveCutList } from '../run/LiveCutList';
import { MaskStripsFigure } from '../run/MaskFigures';
import { useCut } from '../run/useCut';
import { useCutLists } from '../run/useCutLists';
import { useCutTrials } from '../run/useCutTrials';
import { useMaskFrame } from '../run/useMaskFrame';
import { FilterPanel } from './FilterPanel';
import styles from './Inspect.module.css';

/** What is cut, and what that does: the finished run's cut, to be changed by hand. */
function FinishedList({ report }: { readonly report: Report }) {
  const cut = useCut(report);
  return (
    <>
      <CutReading report={report} cut={cut} />
      {cut.canTry && <DeskSteps cut={cut} />}
      <CutList filters={cut.filters} next={[]} onToggle={cut.canTry ? cut.toggle : null} />
    </>
  );
}

function Side() {
  const report = useRun((run) => run.report);
  const walked = useRun((run) => run.cuts);
  return (
    <div className={styles.side}>
      <p className={styles.hint}>{INSPECT_TEXT.pick}</p>
      {report !== null && <FinishedList report={report} />}
      {report === null && walked.length > 0 && <LiveCutList walked={walked} />}
    </div>
  );
}

const ORDERS = { depth: INSPECT_TEXT.byDepth, value: INSPECT_TEXT.byValue } as const satisfies Record<
  StripOrder,
  string
>;

interface LayerMapProps {
  readonly frame: MaskFrame;
  readonly selected: FilterName | null;
  readonly onSelect: (filter: FilterName) => void;
}

function LayerMap({ frame, selected, onSelect }: LayerMapProps) {
  const [order, setOrder] = useState<StripOrder>('depth');
  const { cut, vetoed } = useCutLists();
  return (
    <div className={styles.map}>
      <div className={styles.sort}>
        {INSPECT_TEXT.sort}
        <Segments label={INSPECT_TEXT.sort} options={ORDERS} value={order} onChange={setOrder} />
      </div>
      <Suspense fallback={<div className={styles.room} />}>
        <MaskStripsFigure
          title={INSPECT_TEXT.map}
          frame={frame}
          cut={cut}
          vetoed={vetoed}
          selected={selected}
          onSelect={onSelect}
          order={order}
        />
      </Suspense>
    </div>
  );
}

/** Selecting from the map remembers where the focus was, so that closing the sheet gives it back. */
function useSelection() {
  const selected = useView((view) => view.selected);
  const from = useRef<Element | null>(null);
  return {
    selected,
    select: (filter: FilterName): void => {
      if (selected === null) from.current = document.activeElement;
      setView({ selected: { site: filter.site, channel: filter.channel } });
    },
    close: (): void => {
      setView({ selected: null });
      if (from.current instanceof HTMLElement) from.current.focus();
    },
  };
}

export function Inspect() {
  const frame = useMaskFrame();
  const { selected, select, close } = useSelection();
  useCutTrials();
  return (
    <div className={styles.inspect}>
      <h2 className="visually-hidden">{INSPECT_TEXT.heading}</h2>
      {frame === null ? (
        <div className={styles.empty}>
          <p>{INSPECT_TEXT.empty}</p>
          <button type="button" onClick={() => setView({ place: 'run' })}>
            {INSPECT_TEXT.emptyButton}
          </button>
        </div>
      ) : (
        <>
          <LayerMap frame={frame} selected={selected} onSelect={select} />
          {selected === null ? (
            <Side />
          ) : (
            <FilterPanel filter={selected} frame={frame} onSelect={select} onClose={close} />
          )}
        </>
      )}
    </div>
  );
}
