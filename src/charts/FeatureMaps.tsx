import { useMemo, useState } from 'react';
import { mapText as text } from '../text/charts';
import { ColourBar } from './ColourBar';
import { BLUE_WHITE_ORANGE, VIRIDIS } from './colormaps';
import { FigureFrame } from './FigureFrame';
import type { FeatureMap, HeatScale } from './heatFacts';
import { MapGrid, type MapPicture } from './MapGrid';
import { mapTable, valueTable } from './mapTables';
import { mapRows } from './mapRows';
import { tickLabel, tickStep } from './scale';
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
  /** Without the oracle only the clean image is shown. */
  readonly showOracle?: boolean | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

/** Channel means of a layer for a clean and a triggered image, in the four states of the network, on one colour scale. */
export function FeatureMaps(props: FeatureMapsProps) {
  const { maps, clean = null, triggered = null, showOracle = true } = props;
  const [ownMode, setOwnMode] = useState<MapMode>('maps');
  const [reading, setReading] = useState('');
  const mode = showOracle ? (props.mode ?? ownMode) : 'maps';
  const { rows, scale } = useMemo(() => mapRows(maps, mode, showOracle), [maps, mode, showOracle]);
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
        showOracle && (
          <Segments
            label={text.modeLabel}
            options={text.modes}
            value={mode}
            onChange={props.onMode ?? setOwnMode}
          />
        )
      }
      hasData={hasMaps}
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
          low={scaleEnd(scale.from, scale)}
          high={scaleEnd(scale.to, scale)}
          name={mode === 'maps' ? text.scale : text.scaleDifference}
        />
      )}
    </FigureFrame>
  );
}

/** An end of the colour scale, to a hundredth of its length. */
function scaleEnd(value: number, scale: HeatScale): string {
  return tickLabel(value, tickStep(scale, 100));
}
