import { useState } from 'react';
import { mapText as text, measured } from '../text/charts';
import { ColourBar } from './ColourBar';
import { BLUE_WHITE_ORANGE, VIRIDIS } from './colormaps';
import { FigureFrame } from './FigureFrame';
import type { FeatureMap } from './heatFacts';
import { MapGrid, type MapPicture } from './MapGrid';
import { mapTable, valueTable } from './mapTables';
import { mapRows } from './mapRows';
import { Segments } from './Segments';

export type MapMode = 'maps' | 'difference';

export interface FeatureMapsProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** The maps there are, at most one for each network and image; a heatmap event is one. */
  readonly maps: readonly FeatureMap[];
  /** The input images, where known. */
  readonly clean?: MapPicture | null | undefined;
  readonly triggered?: MapPicture | null | undefined;
  /** Both given: the page holds the mode. Else the figure does. */
  readonly mode?: MapMode | undefined;
  readonly onMode?: ((mode: MapMode) => void) | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

/** Channel means of a layer for a clean and a triggered image, in the four states of the network, on one colour scale. */
export function FeatureMaps(props: FeatureMapsProps) {
  const { maps, clean = null, triggered = null } = props;
  const [ownMode, setOwnMode] = useState<MapMode>('maps');
  const [reading, setReading] = useState('');
  const mode = props.mode ?? ownMode;
  const { rows, scale } = mapRows(maps, mode);
  const table = mode === 'maps' ? VIRIDIS : BLUE_WHITE_ORANGE;
  const hasMaps = rows.some((row) => row.cells.some((cell) => cell.map));
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      csvName={props.csvName}
      size={props.size}
      reading={reading}
      tools={
        <Segments
          label={text.modeLabel}
          options={text.modes}
          value={mode}
          onChange={props.onMode ?? setOwnMode}
        />
      }
      table={() => mapTable(rows)}
      csv={() => valueTable(rows)}
    >
      <MapGrid
        rows={rows}
        scale={scale}
        table={table}
        pictures={mode === 'maps' ? [clean, triggered] : [triggered]}
        onRead={setReading}
      />
      {hasMaps && (
        <ColourBar
          table={table}
          low={measured(scale.from)}
          high={measured(scale.to)}
          name={mode === 'maps' ? text.scale : text.scaleDifference}
        />
      )}
    </FigureFrame>
  );
}
