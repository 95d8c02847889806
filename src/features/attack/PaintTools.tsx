/** Tools of the paint board: what the hand does, how thick, in which colour, how opaque. */
import { useId } from 'react';
import { Segments } from '../../charts/Segments';
import { COLOUR_NAMES, PAINT_TEXT } from '../../text/attack';
import type { BrushSide } from './brush';
import styles from './PaintBoard.module.css';
import { PALETTE } from './palette';
import type { PaintTool } from './paintTool';

export interface PaintToolsProps {
  readonly tool: PaintTool;
  readonly onTool: (tool: PaintTool) => void;
}

const SIDES: Readonly<Record<keyof typeof PAINT_TEXT.brushes, BrushSide>> = { '1': 1, '2': 2, '3': 3 };

function sideKey(side: BrushSide): keyof typeof SIDES {
  return side === 1 ? '1' : side === 2 ? '2' : '3';
}

function Palette({ tool, onTool }: PaintToolsProps) {
  const name = useId();
  const choose = (colour: string) =>
    onTool({ ...tool, colour, name: tool.name === 'erase' ? 'paint' : tool.name });
  const isOwn = !PALETTE.some((colour) => colour === tool.colour);
  return (
    <div className={styles.palette} role="radiogroup" aria-label={PAINT_TEXT.colour}>
      {PALETTE.map((colour) => (
        <label
          key={colour}
          className={styles.swatch}
          title={COLOUR_NAMES[colour]}
          style={{ backgroundColor: colour }}
        >
          <input
            type="radio"
            name={name}
            checked={colour === tool.colour}
            onChange={() => choose(colour)}
            aria-label={COLOUR_NAMES[colour]}
          />
        </label>
      ))}
      <input
        type="color"
        className={styles.ownColour}
        aria-label={PAINT_TEXT.ownColour}
        title={PAINT_TEXT.ownColour}
        data-chosen={isOwn}
        value={tool.colour}
        onChange={(event) => choose(event.target.value)}
      />
    </div>
  );
}

export function PaintTools({ tool, onTool }: PaintToolsProps) {
  return (
    <>
      <div className={styles.row}>
        <Segments
          label={PAINT_TEXT.tool}
          options={PAINT_TEXT.tools}
          value={tool.name}
          onChange={(name) => onTool({ ...tool, name })}
        />
        <Segments
          label={PAINT_TEXT.brush}
          options={PAINT_TEXT.brushes}
          value={sideKey(tool.side)}
          onChange={(side) => onTool({ ...tool, side: SIDES[side] })}
        />
      </div>
      <Palette tool={tool} onTool={onTool} />
    </>
  );
}
