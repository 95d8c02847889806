/** Which images: entropies of images laid over others, what a threshold finds, and pictures of the user's. */
import { Suspense, useState } from 'react';
import { Segments } from '../../charts/Segments';
import { useDetection } from '../../state/detectStore';
import { IMAGES_TEXT } from '../../text/detect';
import styles from './Detect.module.css';
import { emptyWords } from './emptyWords';
import { EntropyFigure } from './EntropyFigure';
import { JudgeArea } from './JudgeArea';
import { RocFigure } from './RocFigure';
import { Section } from './Section';
import { useEmptiness } from './useEmptiness';
import { useClasses, useEvidence } from './useEvidence';

type Rejection = keyof typeof IMAGES_TEXT.rejections;

/** The choice that a detection was started with; 5 % where it was started with another. */
function rejectionOf(share: number | undefined): Rejection {
  const choices = Object.keys(IMAGES_TEXT.rejections) as Rejection[];
  return choices.find((choice) => Number(choice) === share) ?? '0.05';
}

export function ImagesFigure() {
  const { entropies } = useEvidence();
  const classes = useClasses();
  const emptiness = useEmptiness(({ strips }) => strips);
  const [picked, setPicked] = useState<Rejection | null>(null);
  const asked = useDetection(({ recipe }) => rejectionOf(recipe?.strip.falseRejection));
  const rejection = picked ?? asked;
  return (
    <Section title={IMAGES_TEXT.heading} source={IMAGES_TEXT.source}>
      {entropies.length === 0 ? (
        <p className={styles.soft}>
          {emptyWords(emptiness, {
            waiting: IMAGES_TEXT.empty,
            none: IMAGES_TEXT.none,
            off: IMAGES_TEXT.off,
          })}
        </p>
      ) : (
        <>
          <div className={styles.bar}>
            <span className={styles.soft}>{IMAGES_TEXT.rejection}</span>
            <Segments
              label={IMAGES_TEXT.rejection}
              options={IMAGES_TEXT.rejections}
              value={rejection}
              onChange={setPicked}
            />
          </div>
          <div className={styles.pair}>
            {entropies.map((entropy) => (
              <EntropyFigure
                key={entropy.network}
                entropy={entropy}
                classes={classes.length}
                rejection={Number(rejection)}
              />
            ))}
          </div>
          <Suspense fallback={null}>
            <RocFigure entropies={entropies} classes={classes.length} rejection={Number(rejection)} />
          </Suspense>
        </>
      )}
      <JudgeArea classes={classes} />
    </Section>
  );
}
