import { useEffect, useRef } from 'react';
import styles from './ColourBar.module.css';
import { TABLE_SIZE, type ColourTable } from './colormaps';

export interface ColourBarProps {
  readonly table: ColourTable;
  /** Words at the two ends: values with their meaning or unit. */
  readonly low: string;
  readonly high: string;
  /** What the colour stands for. */
  readonly name: string;
}

/** The scale that colours are read from. */
export function ColourBar({ table, low, high, name }: ColourBarProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(new ImageData(new Uint8ClampedArray(table), TABLE_SIZE, 1), 0, 0);
  }, [table]);
  return (
    <span className={styles.bar}>
      <span>{name}</span>
      <span className={styles.end}>{low}</span>
      <canvas ref={canvas} className={styles.colours} width={TABLE_SIZE} height={1} aria-hidden="true" />
      <span className={styles.end}>{high}</span>
    </span>
  );
}
