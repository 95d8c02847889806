/** The answer of one filter to one picture: clean, triggered and difference; the first two on one colour scale. */
import { useState } from 'react';
import type { FilterSheet } from '../../../workers/protocol';
import { ColourBar } from '../../charts/ColourBar';
import { FigureFrame } from '../../charts/FigureFrame';
import { HeatCell } from '../../charts/HeatCell';
import { heatStats } from '../../charts/heatFacts';
import { useView } from '../../state/viewStore';
import { mapText, measured } from '../../text/charts';
import { SHEET_TEXT } from '../../text/inspect';
import styles from './FilterMaps.module.css';
import { type NamedMap, namedMaps } from './namedMaps';

/** One line per cell, one column per map. */
function cellTable(maps: readonly NamedMap[]) {
  const { rows, columns } = maps[0]?.map ?? { rows: 0, columns: 0 };
  return {
    columns: [mapText.row, mapText.column, ...maps.map(({ name }) => name)],
    rows: Array.from({ length: rows * columns }, (_, i) => [
      Math.floor(i / columns) + 1,
      (i % columns) + 1,
      ...maps.map(({ map }) => map.values[i] ?? 0),
    ]),
  };
}

function wordsOf({ name, map }: NamedMap): string {
  const stats = heatStats(map);
  if (stats === null) return name;
  return `${name}: ${mapText.least} ${measured(stats.least)}, ${mapText.most} ${measured(stats.most)}`;
}

export function FilterMaps({ sheet }: { readonly sheet: FilterSheet }) {
  const oracle = useView((view) => view.oracle);
  const image = useView((view) => view.image);
  const [reading, setReading] = useState('');
  const maps = namedMaps(sheet, oracle);
  const shared = maps[0];
  return (
    <div>
      <FigureFrame
        title={SHEET_TEXT.maps}
        summary={SHEET_TEXT.mapsSummary(String(image))}
        csvName={`rnp-filter-${sheet.site}-${sheet.channel}`}
        size="small"
        reading={reading}
        table={() => cellTable(maps)}
      >
        <div className={styles.maps}>
          {maps.map((each) => (
            <div key={each.name}>
              <HeatCell
                map={each.map}
                scale={each.scale}
                table={each.table}
                words={wordsOf(each)}
                onPoint={(at) =>
                  setReading(
                    at === null
                      ? ''
                      : `${each.name} ${measured(each.map.values[at[0] * each.map.columns + at[1]] ?? 0)}`,
                  )
                }
              />
              <span className={styles.name}>{each.name}</span>
            </div>
          ))}
        </div>
        {shared !== undefined && (
          <ColourBar
            table={shared.table}
            low={measured(shared.scale.from)}
            high={measured(shared.scale.to)}
            name={mapText.scale}
          />
        )}
      </FigureFrame>
      {sheet.triggered === null && <p className={styles.name}>{SHEET_TEXT.noTrigger}</p>}
    </div>
  );
}
