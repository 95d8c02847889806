/** Two pictures side by side, plain and with the trigger, and under each what the network says. */
import { Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { cleanAlt, signAlt, spokenVerdict, START_TEXT } from '../../text/start';
import { PictureView } from './PictureView';
import type { PredictedSide } from './predictedPair';
import { SignPicture } from './SignPicture';
import styles from './SignStage.module.css';
import type { SignPlay } from './useSignPlay';
import { className, judge, wholePercent } from './verdict';
import { VerdictLine } from './VerdictLine';

export interface SignStageProps {
  readonly play: SignPlay;
  /** Class names; null where the data brings none. */
  readonly classes: readonly string[] | null;
}

interface SideProps {
  readonly side: PredictedSide;
  /** Where the trigger on it leads; null on the plain picture. */
  readonly target: number | null;
  readonly classes: readonly string[] | null;
  readonly caption: ReactNode;
  readonly isStale: boolean;
  readonly children: ReactNode;
}

function Side({ side, target, classes, caption, isStale, children }: SideProps) {
  return (
    <figure className={styles.side}>
      <div className={styles.picture}>{children}</div>
      <figcaption>
        <p className={styles.caption}>{caption}</p>
        <VerdictLine
          name={className(classes, side.verdict.label)}
          verdict={side.verdict}
          truth={className(classes, side.label)}
          judgement={judge(side.verdict.label, side.label, target)}
          isStale={isStale}
        />
      </figcaption>
    </figure>
  );
}

/** Keeps the place of the pictures; `reason` says why none are on their way. */
function Skeleton({ reason }: { readonly reason: string | null }) {
  return (
    <>
      <div className={styles.stage} aria-hidden="true">
        {['clean', 'triggered'].map((kind) => (
          <div key={kind} className={styles.side}>
            <div className={styles.empty} />
            {reason === null && <div className={styles.emptyLine} />}
          </div>
        ))}
      </div>
      {reason !== null && <p className={styles.reason}>{reason}</p>}
    </>
  );
}

/** What stands between the pictures' captions and the truth: recorded, loading, or nothing. */
function stateOf(play: SignPlay): string | null {
  if (play.isLive) return null;
  return play.isPending ? START_TEXT.waiting : `${START_TEXT.recorded}, ${START_TEXT.loading}`;
}

/** The first thing on the page. Without a pair it keeps its place, so that nothing jumps when one arrives. */
export function SignStage({ play, classes }: SignStageProps) {
  const { pair, sign } = play;
  if (pair === null) return <Skeleton reason={play.waits} />;
  const { clean, triggered } = pair;
  const truth = className(classes, clean.label);
  const state = stateOf(play);
  return (
    <div className={styles.stage}>
      <Side side={clean} target={null} classes={classes} caption={START_TEXT.cleanCaption} isStale={false}>
        <PictureView picture={clean.picture} alt={cleanAlt(truth)} />
      </Side>
      {triggered !== null && (
        <Side
          side={triggered}
          target={play.target}
          classes={classes}
          isStale={play.isPending}
          caption={
            <>
              <Eye size={14} aria-hidden="true" className={styles.eye} />{' '}
              {sign === null ? START_TEXT.triggerCaption : START_TEXT.signCaption}
              {state !== null && <span className={styles.state}>{state}</span>}
            </>
          }
        >
          {sign === null ? (
            <PictureView picture={triggered.picture} alt={signAlt(truth)} />
          ) : (
            <SignPicture
              picture={triggered.picture}
              alt={signAlt(truth)}
              at={sign.at}
              bounds={sign.bounds}
              onMove={play.move}
            />
          )}
        </Side>
      )}
      {play.isUnpaired && <p className={styles.reason}>{START_TEXT.unpaired}</p>}
      <p className="visually-hidden" role="status">
        {triggered !== null &&
          play.isLive &&
          !play.isPending &&
          spokenVerdict(className(classes, triggered.verdict.label), wholePercent(triggered.verdict.share))}
      </p>
    </div>
  );
}
