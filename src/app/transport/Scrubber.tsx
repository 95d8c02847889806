/** Looks back at any recorded step; never stops the run. At its right end it follows the run again. */
import { series, useSeries } from '../../state/series';
import { setView, useView } from '../../state/viewStore';
import { STAGE_NAMES } from '../../text/run';
import { TRANSPORT } from '../../text/transport';
import { indexOf, type Position, positionAt, positionCount, recordedSteps } from './recordedSteps';
import styles from './TransportBar.module.css';

function words(position: Position | null): string {
  return position === null ? TRANSPORT.live : TRANSPORT.at(STAGE_NAMES[position.stage], position.step);
}

export function Scrubber() {
  useSeries('points');
  const scrub = useView((view) => view.scrub);
  const parts = recordedSteps(series);
  const last = Math.max(0, positionCount(parts) - 1);
  const index = scrub === null ? last : indexOf(parts, scrub);
  return (
    <div className={styles.scrubber}>
      <input
        type="range"
        min={0}
        max={last}
        value={index}
        disabled={last === 0}
        aria-label={TRANSPORT.scrubber}
        aria-valuetext={words(scrub ?? positionAt(parts, last))}
        onChange={(event) => {
          const wanted = Number(event.target.value);
          setView({ scrub: wanted >= last ? null : positionAt(parts, wanted) });
        }}
      />
      <span className={styles.position}>{words(scrub)}</span>
    </div>
  );
}
