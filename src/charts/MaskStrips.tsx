import { useId, useMemo, useState } from 'react';
import { stripText as text } from '../text/charts';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import type { FilterFlags } from './filterFlags';
import styles from './MaskStrips.module.css';
import { SiteStrip } from './SiteStrip';
import { cellWords, countCut, filterAt, stripTable, type FilterRef, type StripFacts } from './stripFacts';
import { StripKey } from './StripKey';
import { layoutStrips, orderChannels } from './stripLayout';
import type { StripOrder, StripPlace, StripSite } from './stripLayout';
import { useFramed } from './useFramed';
import { useStripWalk } from './useStripWalk';
import { useThemeColours } from './useThemeColours';
import { useWidth } from './useWidth';

export interface MaskStripsProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  readonly sites: readonly StripSite[];
  /** Mask values of all filters in site order; a new array when they change. */
  readonly values: Float32Array;
  /** Flags in site order; a new object when they change. */
  readonly cut: FilterFlags;
  readonly vetoed: FilterFlags;
  readonly selected?: FilterRef | null | undefined;
  readonly onSelect?: ((filter: FilterRef) => void) | undefined;
  readonly order: StripOrder;
  readonly empty?: string | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

const TOKENS = ['--cut', '--line', '--defender'] as const;
/** From this width on there is room for long names and the number of cut filters beside each strip. */
const WIDE = 520;
/** Columns beside the strips with their gaps, as in the style sheet. */
const BESIDE_WIDE = 140 + 64 + 16;
const BESIDE_NARROW = 88 + 8;
const NO_CHANNELS = new Uint16Array();

/** One strip for each mask site, one bar for each filter: find the outliers, watch them fall, pick one. */
export function MaskStrips(props: MaskStripsProps) {
  const { sites, cut, vetoed } = props;
  const values = useFramed(props.values);
  const [reading, setReading] = useState('');
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      hasData={values.length > 0}
      csvName={props.csvName}
      size={props.size}
      reading={reading}
      table={() => stripTable(sites, values, cut, vetoed)}
    >
      {values.length === 0 || sites.length === 0 ? (
        <EmptyFigure height={120}>{props.empty ?? text.empty}</EmptyFigure>
      ) : (
        <Strips {...props} values={values} onRead={setReading} />
      )}
    </FigureFrame>
  );
}

interface StripsProps extends MaskStripsProps {
  readonly onRead: (words: string) => void;
}

function Strips(props: StripsProps) {
  const { title, onSelect, onRead } = props;
  const id = useId();
  const [ref, width] = useWidth();
  const [hasFocus, setHasFocus] = useState(false);
  const facts = useStripFacts(props, width);
  const walk = useStripWalk(
    facts.layout,
    (place) => onRead(place ? cellWords(facts, place) : ''),
    (place) => {
      const filter = filterAt(facts, place);
      if (filter) onSelect?.(filter);
    },
  );
  const activeId = `${id}-${walk.active.row}-${walk.active.place}`;
  return (
    <>
      <div
        ref={ref}
        className={styles.strips}
        data-wide={width >= WIDE}
        role="listbox"
        tabIndex={0}
        aria-label={title}
        aria-describedby={`${id}-keys`}
        {...(width > 0 ? { 'aria-activedescendant': activeId } : {})}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
        {...walk.handlers}
      >
        {width > 0 && (
          <StripRows
            facts={facts}
            active={walk.active}
            activeId={activeId}
            hover={walk.hover}
            selected={props.selected}
          />
        )}
      </div>
      <StripKey keysId={`${id}-keys`} showsKeys={hasFocus} />
    </>
  );
}

function useStripFacts({ sites, values, cut, vetoed, order }: MaskStripsProps, width: number): StripFacts {
  const inner = width - (width >= WIDE ? BESIDE_WIDE : BESIDE_NARROW);
  const layout = useMemo(() => layoutStrips(sites, inner), [sites, inner]);
  const channels = useMemo(
    () => layout.rows.map((row) => orderChannels(values, row, order)),
    [layout, values, order],
  );
  return { layout, channels, values, cut, vetoed };
}

function StripRows(props: {
  readonly facts: StripFacts;
  readonly active: StripPlace;
  readonly activeId: string;
  readonly hover: StripPlace | null;
  readonly selected: FilterRef | null | undefined;
}) {
  const { facts, active, activeId, hover, selected } = props;
  const colours = useThemeColours(TOKENS);
  return facts.layout.rows.map((row, i) => {
    const channels = facts.channels[i] ?? NO_CHANNELS;
    const chosen = selected?.site === row.site.id ? channels.indexOf(selected.channel) : -1;
    return (
      <SiteStrip
        key={row.site.id}
        row={row}
        rowIndex={i}
        cellWidth={facts.layout.cellWidth}
        values={facts.values}
        channels={channels}
        cut={facts.cut}
        vetoed={facts.vetoed}
        colours={colours}
        cutCount={countCut(row, facts.cut)}
        hoverPlace={hover?.row === i ? hover.place : null}
        selectedPlace={chosen < 0 ? null : chosen}
        activePlace={active.row === i ? active.place : null}
        activeId={active.row === i ? activeId : ''}
        activeWords={active.row === i ? cellWords(facts, active) : ''}
      />
    );
  });
}
