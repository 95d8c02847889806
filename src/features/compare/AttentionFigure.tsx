/** NAD's attention: where the untouched network, its teacher and the network that learns look, on a clean image and on one with the trigger. */
import { Eye } from 'lucide-react';
import { VIRIDIS } from '../../charts/colormaps';
import { HeatCell } from '../../charts/HeatCell';
import { type HeatMap, sharedScale } from '../../charts/heatFacts';
import { Picture } from '../../charts/Picture';
import { type AttentionReading, useQueue } from '../../state/queueStore';
import { useView } from '../../state/viewStore';
import { LIVE_TEXT } from '../../text/compare';
import { RUNS_TEXT } from '../../text/compareTable';
import styles from './AttentionFigure.module.css';
import changes from './Changes.module.css';

interface Looks {
  readonly name: string;
  readonly maps: readonly HeatMap[];
}

/** The networks in order; before the first epoch the learning one is the untouched one. */
function looksOf(first: AttentionReading, latest: AttentionReading): readonly Looks[] {
  const of = (reading: AttentionReading, who: 'learner' | 'teacher'): HeatMap[] =>
    reading.stages.map(({ columns, rows, [who]: values }) => ({ columns, rows, values }));
  const { teacher, untouched } = LIVE_TEXT.attentionBy;
  return [
    { name: untouched, maps: of(first, 'learner') },
    { name: teacher, maps: of(latest, 'teacher') },
    ...(latest.at > 0 ? [{ name: LIVE_TEXT.attentionAt(latest.at), maps: of(latest, 'learner') }] : []),
  ];
}

function ImageLooks({ readings }: { readonly readings: readonly AttentionReading[] }) {
  const [first] = readings;
  const latest = readings.at(-1);
  if (first === undefined || latest === undefined) return null;
  const image = LIVE_TEXT.attentionOf[first.triggered ? 'triggered' : 'clean'];
  const looks = looksOf(first, latest);
  const { height, rgb, width } = first.picture;
  return (
    <section className={styles.image} aria-label={image}>
      <p className={styles.title}>
        {first.triggered && <Eye size={16} role="img" aria-label={RUNS_TEXT.oracle} />}
        {image}
      </p>
      <div className={styles.networks}>
        <div className={styles.picture}>
          <Picture pixels={rgb} width={width} height={height} alt={image} />
        </div>
        {looks.map(({ maps, name }) => (
          <div key={name}>
            <div className={styles.maps}>
              {maps.map((map, stage) => (
                <HeatCell
                  key={stage}
                  map={map}
                  // A stage has one scale, so that its networks can be compared.
                  scale={sharedScale(looks.flatMap((each) => each.maps[stage] ?? []))}
                  table={VIRIDIS}
                  words={LIVE_TEXT.attentionAlt(image, name, map.rows, map.columns)}
                />
              ))}
            </div>
            {name}
          </div>
        ))}
      </div>
    </section>
  );
}

export function AttentionFigure() {
  const attention = useQueue((queue) => queue.attention);
  const showOracle = useView((view) => view.oracle);
  if (attention.length === 0) return null;
  return (
    <section className={changes.changes} aria-labelledby="attention-heading">
      <h3 id="attention-heading">{LIVE_TEXT.attention}</h3>
      <p className={changes.line}>{LIVE_TEXT.attentionLine}</p>
      <ImageLooks readings={attention.filter(({ triggered }) => !triggered)} />
      {showOracle && <ImageLooks readings={attention.filter(({ triggered }) => triggered)} />}
    </section>
  );
}
