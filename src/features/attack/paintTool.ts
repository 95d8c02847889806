/** What the hand does on the board, and with what. */
import type { BrushSide } from './brush';
import { type Brush } from './brush';
import { colourOf } from './palette';

export type PaintToolName = 'paint' | 'erase' | 'move';

export interface PaintTool {
  readonly name: PaintToolName;
  readonly side: BrushSide;
  /** `#rrggbb` */
  readonly colour: string;
}

/** The first colour stands out from most pictures. */
export const FIRST_TOOL: PaintTool = { name: 'paint', side: 2, colour: '#ff0000' };

/** The brush of a tool. */
export function brushOf({ name, side, colour }: PaintTool): Brush {
  return { side, colour: name === 'erase' ? null : colourOf(colour) };
}
