/** The same two pictures, and what the network said about each before and after the cut. */
import { cleanAlt, signAlt, START_TEXT } from '../../text/start';
import { PictureView } from './PictureView';
import type { PredictedSide } from './predictedPair';
import styles from './ResultPictures.module.css';
import type { ResultPairs } from './useResultPairs';
import { className, wholePercent } from './verdict';

interface SideProps {
  readonly before: PredictedSide;
  readonly after: PredictedSide;
  readonly classes: readonly string[];
  readonly caption: string;
  readonly alt: string;
}

function Side({ before, after, classes, caption, alt }: SideProps) {
  const says = ({ verdict }: PredictedSide) =>
    `${className(classes, verdict.label)} ${wholePercent(verdict.share)}`;
  return (
    <figure className={styles.side}>
      <div className={styles.picture}>
        <PictureView picture={after.picture} alt={alt} />
      </div>
      <figcaption>
        <p className={styles.caption}>{caption}</p>
        <p className={styles.before} data-wrong={before.verdict.label !== before.label}>
          <span className={styles.when}>{START_TEXT.before}</span> {says(before)}
        </p>
        <p className={styles.after} data-wrong={after.verdict.label !== after.label}>
          <span className={styles.when}>{START_TEXT.after}</span> {says(after)}
        </p>
      </figcaption>
    </figure>
  );
}

/** Two figures in a row; one where there is no trigger. */
export function ResultPictures({
  pairs,
  classes,
  isReady,
}: {
  readonly pairs: ResultPairs;
  readonly classes: readonly string[];
  /** Whether the trigger is a set of poisoned pictures that came ready. */
  readonly isReady: boolean;
}) {
  const { before, after } = pairs;
  const truth = className(classes, after.clean.label);
  return (
    <div className={styles.pictures}>
      <Side
        before={before.clean}
        after={after.clean}
        classes={classes}
        caption={START_TEXT.cleanCaption}
        alt={cleanAlt(truth)}
      />
      {before.triggered !== null && after.triggered !== null && (
        <Side
          before={before.triggered}
          after={after.triggered}
          classes={classes}
          caption={START_TEXT.triggerCaption}
          alt={signAlt(truth)}
        />
      )}
      {isReady && after.triggered === null && <p className={styles.caption}>{START_TEXT.unpaired}</p>}
    </div>
  );
}
