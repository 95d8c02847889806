import { useEffect, useRef, type PointerEvent } from 'react';
import { tableIndex, type ColourTable } from './colormaps';
import type { HeatMap, HeatScale } from './heatFacts';
import styles from './HeatCell.module.css';

export interface HeatCellProps {
  readonly map: HeatMap;
  readonly scale: HeatScale;
  readonly table: ColourTable;
  /** The map in words: its text alternative. */
  readonly words: string;
  /** Row and column under the pointer, from 0; null when it leaves. */
  readonly onPoint?: (at: readonly [row: number, column: number] | null) => void;
}

/** One heat map: one canvas pixel a cell, enlarged without smoothing. */
export function HeatCell({ map, scale, table, words, onPoint }: HeatCellProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { from, to } = scale;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(heatImage(map, { from, to }, table), 0, 0);
  }, [map, from, to, table]);
  const point = (event: PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * map.rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * map.columns);
    onPoint?.([Math.min(map.rows - 1, Math.max(0, row)), Math.min(map.columns - 1, Math.max(0, column))]);
  };
  return (
    <canvas
      ref={canvas}
      className={styles.map}
      width={map.columns}
      height={map.rows}
      role="img"
      aria-label={words}
      onPointerMove={point}
      onPointerLeave={() => onPoint?.(null)}
    />
  );
}

function heatImage(map: HeatMap, scale: HeatScale, table: ColourTable): ImageData {
  const image = new ImageData(map.columns, map.rows);
  map.values.forEach((value, i) => {
    const entry = tableIndex(value, scale.from, scale.to) * 4;
    image.data.set(table.subarray(entry, entry + 4), i * 4);
  });
  return image;
}
