/** The masks twice: as a histogram with a threshold on it, and as one strip per layer. */
import { useMemo, useState } from 'react';
import type { StripOrder } from '../../charts/stripLayout';
import type { MaskFrame } from '../../state/series';
import { RECOVER_TEXT } from '../../text/run';
import type { FilterName } from './cutOrder';
import { flagFilters, sitesOf } from './filterIndex';
import { MaskHistogram, MaskStrips } from './lazyCharts';
import styles from './panels.module.css';
import { binCounts, countBelow, masksBySite } from './readings';
import { useShownModel } from './useShownData';

interface LayerPickProps {
  readonly frame: MaskFrame;
  readonly layer: string | null;
  readonly onLayer: (layer: string | null) => void;
}

/** Overall, or one of the layers. */
function LayerPick({ frame, layer, onLayer }: LayerPickProps) {
  return (
    <label className={styles.pick}>
      {RECOVER_TEXT.view}
      <select
        value={layer ?? ''}
        onChange={(event) => onLayer(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{RECOVER_TEXT.overall}</option>
        {frame.sites.map(({ site }) => (
          <option key={site} value={site}>
            {site}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MaskHistogramFigureProps {
  readonly frame: MaskFrame;
  readonly threshold: number;
  readonly onThreshold: (threshold: number) => void;
}

export function MaskHistogramFigure({ frame, threshold, onThreshold }: MaskHistogramFigureProps) {
  const [layer, setLayer] = useState<string | null>(null);
  const values =
    layer === null ? frame.values : masksBySite(frame).find(({ site }) => site === layer)?.values;
  const counts = useMemo(() => binCounts(frame, layer), [frame, layer]);
  return (
    <div>
      <MaskHistogram
        title={layer === null ? RECOVER_TEXT.title : `${RECOVER_TEXT.byLayerTitle}: ${layer}`}
        summary={RECOVER_TEXT.summary}
        csvName={layer === null ? 'rnp-masks' : `rnp-masks-${layer}`}
        edges={frame.edges}
        counts={counts}
        threshold={threshold}
        onThreshold={onThreshold}
        belowCount={countBelow(values ?? frame.values, threshold)}
      />
      <LayerPick frame={frame} layer={layer} onLayer={setLayer} />
    </div>
  );
}

interface MaskStripsFigureProps {
  readonly frame: MaskFrame;
  readonly cut: readonly FilterName[];
  readonly vetoed: readonly FilterName[];
  readonly selected: FilterName | null;
  readonly onSelect: (filter: FilterName) => void;
  readonly order: StripOrder;
  readonly title?: string;
}

export function MaskStripsFigure({
  frame,
  cut,
  vetoed,
  selected,
  onSelect,
  order,
  title,
}: MaskStripsFigureProps) {
  const model = useShownModel();
  const sites = useMemo(() => sitesOf(frame, model?.maskSites ?? []), [frame, model]);
  const cutFlags = useMemo(() => flagFilters(sites, cut), [sites, cut]);
  const vetoedFlags = useMemo(() => flagFilters(sites, vetoed), [sites, vetoed]);
  return (
    <MaskStrips
      title={title ?? RECOVER_TEXT.stripsTitle}
      summary={RECOVER_TEXT.stripsSummary}
      csvName="rnp-mask-strips"
      sites={sites}
      values={frame.values}
      cut={cutFlags}
      vetoed={vetoedFlags}
      selected={selected}
      onSelect={onSelect}
      order={order}
    />
  );
}
