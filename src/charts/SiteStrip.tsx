import { memo, useMemo, useRef } from 'react';
import { stripText as text } from '../text/charts';
import styles from './MaskStrips.module.css';
import type { StripPicture } from './paintStrip';
import { LINE_HEIGHT, placeBox, shortSiteName, type StripRow } from './stripLayout';
import { useStripPainting } from './useStripPainting';

export interface SiteStripProps extends StripPicture {
  readonly rowIndex: number;
  readonly cutCount: number;
  /** Place of the keyboard's focus in this strip, its element's id and what is spoken there. */
  readonly activePlace: number | null;
  readonly activeId: string;
  readonly activeWords: string;
  readonly selectedPlace: number | null;
  readonly hoverPlace: number | null;
}

/** One mask site: its name, its filters as bars, its number of filters (cut of all). */
export const SiteStrip = memo(function SiteStrip(props: SiteStripProps) {
  const { row, cellWidth, values, channels, cut, vetoed, colours, rowIndex, cutCount, activePlace } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useMemo(
    () => ({ row, cellWidth, values, channels, cut, vetoed, colours }),
    [row, cellWidth, values, channels, cut, vetoed, colours],
  );
  useStripPainting(canvas, picture);
  const size = { width: row.perLine * cellWidth, height: row.lines * LINE_HEIGHT };
  return (
    <div
      className={styles.row}
      data-starts-stage={row.startsStage}
      role="group"
      aria-label={text.site(row.site.id, row.site.channels, cutCount)}
    >
      <span className={styles.name} title={row.site.id} aria-hidden="true">
        <span className={styles.long}>{row.site.id}</span>
        <span className={styles.short}>{shortSiteName(row.site.id)}</span>
      </span>
      <span className={styles.count} aria-hidden="true">
        {text.cutOf(cutCount, row.site.channels)}
      </span>
      <span className={styles.cells} style={size}>
        <canvas ref={canvas} className={styles.canvas} style={size} data-row={rowIndex} aria-hidden="true" />
        <Ring row={row} cellWidth={cellWidth} place={props.hoverPlace} kind="hover" />
        <Ring row={row} cellWidth={cellWidth} place={props.selectedPlace} kind="selected" />
        {activePlace !== null && (
          <span
            key={props.activeId}
            id={props.activeId}
            className={styles.active}
            role="option"
            aria-selected={activePlace === props.selectedPlace}
            aria-label={props.activeWords}
            style={ringBox(row, cellWidth, activePlace)}
            data-no-export=""
          />
        )}
      </span>
    </div>
  );
});

function Ring(props: {
  readonly row: StripRow;
  readonly cellWidth: number;
  readonly place: number | null;
  readonly kind: 'hover' | 'selected';
}) {
  if (props.place === null) return null;
  return (
    <span
      className={styles[props.kind]}
      style={ringBox(props.row, props.cellWidth, props.place)}
      data-no-export=""
    />
  );
}

function ringBox(row: StripRow, cellWidth: number, place: number) {
  const { left, top } = placeBox(row, cellWidth, place);
  return { left: left - 2, top: top - 1, width: cellWidth + 3, height: LINE_HEIGHT };
}
