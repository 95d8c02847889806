import { Eye } from 'lucide-react';
import { NETWORK_STATES } from '../../workers/protocol/events';
import { lineText, mapText as text } from '../text/charts';
import type { ColourTable } from './colormaps';
import { HeatCell } from './HeatCell';
import { heatStats, type HeatScale } from './heatFacts';
import styles from './MapGrid.module.css';
import type { MapCell, MapRow } from './mapRows';
import { Picture, type PictureProps } from './Picture';
import { useWidth } from './useWidth';

/** An input image: RGB bytes. */
export type MapPicture = Omit<PictureProps, 'alt'>;

export interface MapGridProps {
  readonly rows: readonly MapRow[];
  readonly scale: HeatScale;
  readonly table: ColourTable;
  /** The input image of each row, where known. */
  readonly pictures: readonly (MapPicture | null)[];
  readonly onRead: (words: string) => void;
}

/** From this width on networks stand side by side; below, one under another. */
const SIDE_BY_SIDE = 520;

/** The maps in a grid with their names, turned on its side where the page is narrow. */
export function MapGrid(props: MapGridProps) {
  const [ref, width] = useWidth();
  return (
    <div ref={ref} className={styles.frame}>
      {width > 0 && (width >= SIDE_BY_SIDE ? <WideGrid {...props} /> : <TallGrid {...props} />)}
    </div>
  );
}

function WideGrid(props: MapGridProps) {
  const { rows, pictures } = props;
  return (
    <div className={styles.wide}>
      <span />
      <span className={styles.head}>{text.pictures}</span>
      {NETWORK_STATES.map((network) => (
        <span key={network} className={styles.head}>
          {text.networks[network]}
        </span>
      ))}
      {rows.map((row, i) => (
        <div key={row.kind} className={styles.line}>
          <Kind row={row} className={styles.kind} />
          <Input picture={pictures[i] ?? null} row={row} />
          {row.cells.map((cell) => (
            <Cell key={cell.network} {...props} row={row} cell={cell} />
          ))}
        </div>
      ))}
    </div>
  );
}

function TallGrid(props: MapGridProps) {
  const { rows, pictures } = props;
  return (
    <div
      className={styles.tall}
      style={{ gridTemplateColumns: `88px repeat(${rows.length}, minmax(0, 128px))` }}
    >
      <span />
      {rows.map((row) => (
        <Kind key={row.kind} row={row} className={styles.head} />
      ))}
      <span className={styles.kind}>{text.pictures}</span>
      {rows.map((row, i) => (
        <Input key={row.kind} picture={pictures[i] ?? null} row={row} />
      ))}
      {NETWORK_STATES.map((network, column) => (
        <div key={network} className={styles.line}>
          <span className={styles.kind}>{text.networks[network]}</span>
          {rows.map((row) => {
            const cell = row.cells[column];
            return cell && <Cell key={row.kind} {...props} row={row} cell={cell} />;
          })}
        </div>
      ))}
    </div>
  );
}

function Kind({ row, className }: { readonly row: MapRow; readonly className: string | undefined }) {
  return (
    <span className={className}>
      <span className={row.isOracle ? styles.oracle : undefined}>
        {row.isOracle && <Eye size={14} role="img" aria-label={lineText.oracle} />}
        {row.kind}
      </span>
    </span>
  );
}

function Input({ picture, row }: { readonly picture: MapPicture | null; readonly row: MapRow }) {
  if (!picture) return <span className={styles.none} />;
  return <Picture {...picture} alt={text.inputAlt(row.kind !== text.clean)} />;
}

type CellProps = MapGridProps & { readonly row: MapRow; readonly cell: MapCell };

function Cell({ row, cell, scale, table, onRead }: CellProps) {
  const { network, map } = cell;
  const stats = map && heatStats(map, row.isDifference ? 'magnitude' : 'value');
  if (!map || !stats) {
    // Stages come in order: once the last network is there, what is missing never comes.
    const isOver = row.cells.some((each) => each.network === 'pruned' && each.map !== null);
    return <span className={styles.empty}>{isOver ? text.absent : text.waits[network]}</span>;
  }
  const at = `${stats.hottest[0] + 1}, ${stats.hottest[1] + 1}`;
  const words = text.cell(network, row.kind, stats.least, stats.most, stats.mean, at);
  return (
    <HeatCell
      map={map}
      scale={scale}
      table={table}
      words={words}
      onPoint={(point) => {
        if (!point) onRead('');
        else
          onRead(
            text.reading(network, row.kind, ...point, map.values[point[0] * map.columns + point[1]] ?? 0),
          );
      }}
    />
  );
}
