/** The filter sheet: one filter close up. On a wide page it stands beside the map, on a phone it comes from below. */
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { type KeyboardEvent, Suspense, useEffect, useId, useMemo, useRef } from 'react';
import type { CutFilter } from '../../../workers/protocol';
import { type MaskFrame, series } from '../../state/series';
import { useRun } from '../../state/runStore';
import { placeOf, SHEET_TEXT } from '../../text/inspect';
import { filterName } from '../../text/run';
import { type FilterName, isSameFilter, orderFilters } from '../run/cutOrder';
import { formatCount } from '../run/format';
import { MaskCurve } from '../run/lazyCharts';
import { CutSwitch } from './CutSwitch';
import { FilterAnswer } from './FilterAnswer';
import styles from './FilterPanel.module.css';
import { maskHistory } from './maskHistory';
import { orderOfFrame } from './orderOfFrame';
import { useFilterSheet } from './useFilterSheet';

interface FilterPanelProps {
  readonly filter: FilterName;
  readonly frame: MaskFrame;
  readonly onSelect: (filter: FilterName) => void;
  readonly onClose: () => void;
}

/** The order that neighbours are taken from: the run's own once it is finished. */
function useOrder(frame: MaskFrame): readonly CutFilter[] {
  const report = useRun((run) => run.report);
  return useMemo(() => (report === null ? orderOfFrame(frame) : orderFilters(report)), [report, frame]);
}

interface HeadProps {
  readonly filter: FilterName;
  readonly place: number;
  readonly order: readonly CutFilter[];
  readonly headingId: string;
  readonly onSelect: (filter: FilterName) => void;
  readonly onClose: () => void;
}

function Head({ filter, place, order, headingId, onSelect, onClose }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const lower = order[place - 1];
  const higher = order[place + 1];
  return (
    <div className={styles.head}>
      <h3 id={headingId} ref={heading} tabIndex={-1}>
        {filterName(filter.site, filter.channel)}
      </h3>
      <span className={styles.buttons}>
        <button
          type="button"
          data-quiet
          aria-label={SHEET_TEXT.previous}
          title={SHEET_TEXT.previous}
          disabled={lower === undefined}
          onClick={() => lower !== undefined && onSelect(lower)}
        >
          <ChevronUp size={18} aria-hidden />
        </button>
        <button
          type="button"
          data-quiet
          aria-label={SHEET_TEXT.next}
          title={SHEET_TEXT.next}
          disabled={higher === undefined}
          onClick={() => higher !== undefined && onSelect(higher)}
        >
          <ChevronDown size={18} aria-hidden />
        </button>
        <button
          type="button"
          data-quiet
          aria-label={SHEET_TEXT.close}
          title={SHEET_TEXT.close}
          onClick={onClose}
        >
          <X size={18} aria-hidden />
        </button>
      </span>
    </div>
  );
}

export function FilterPanel({ filter, frame, onSelect, onClose }: FilterPanelProps) {
  const headingId = useId();
  const order = useOrder(frame);
  const place = order.findIndex((each) => isSameFilter(each, filter));
  const answer = useFilterSheet(filter.site, filter.channel);
  const history = maskHistory(series, filter);
  const curve = answer.kind === 'sheet' ? answer.sheet.curve : null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    // The sheet is a place, not a control: Escape closes it from anywhere inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={styles.sheet} aria-labelledby={headingId} onKeyDown={onKeyDown}>
      <Head {...{ filter, place, order, headingId, onSelect, onClose }} />
      <p className={styles.place}>
        {SHEET_TEXT.mask} <strong>{order[place]?.mask.toFixed(3)}</strong>, {SHEET_TEXT.place}{' '}
        {placeOf(formatCount(place + 1), formatCount(order.length))}
      </p>
      <CutSwitch filter={filter} />
      <Suspense fallback={<div className={styles.room} />}>
        <MaskCurve
          title={SHEET_TEXT.curve}
          summary={SHEET_TEXT.curveSummary}
          csvName={`rnp-mask-${filter.site}-${filter.channel}`}
          steps={curve === null ? history.steps : Array.from(curve, (_, i) => i + 1)}
          values={curve ?? history.values}
        />
        <FilterAnswer answer={answer} />
      </Suspense>
    </section>
  );
}
