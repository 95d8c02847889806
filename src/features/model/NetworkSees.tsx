/** Where a network and images seem not to belong together: what it expects, what it gets, and what it makes of it. */
import { type DataSummary, type ModelSummary, pairMisfit, sizeMisfit } from '../../../workers/protocol';
import { useIsBusy } from '../../state/steered';
import { SEES_TEXT } from '../../text/model';
import { PictureView } from '../start/PictureView';
import { className, likeliest } from '../start/verdict';
import cardStyles from './card.module.css';
import { Facts } from './Facts';
import styles from './NetworkSees.module.css';
import { useAnswers } from './useAnswers';

export interface NetworkSeesProps {
  readonly model: ModelSummary;
  readonly data: DataSummary;
}

/** What the network expects, and what the images are, in the same words. */
function shapesOf({ model, data }: NetworkSeesProps): { readonly expected: string; readonly given: string } {
  const { height, width, channels } = data.defense;
  return {
    expected: SEES_TEXT.shape(model.inputWidth, model.inputHeight, model.inputChannels, model.classes),
    given: SEES_TEXT.shape(width, height, channels, data.classes.length),
  };
}

/** Eight pictures with their label and the network's answer, side by side. */
export function NetworkSees({ model, data }: NetworkSeesProps) {
  const isFree = !useIsBusy();
  const { expected, given } = shapesOf({ model, data });
  const isSameSize = sizeMisfit(model, data) === null;
  const answers = useAnswers(model, data, isFree && isSameSize);
  return (
    <section className={`${cardStyles.card} ${styles.sees}`} aria-label={SEES_TEXT.title}>
      <h3>{SEES_TEXT.title}</h3>
      <Facts
        facts={[
          [SEES_TEXT.expected, expected],
          [SEES_TEXT.given, given],
        ]}
      />
      {pairMisfit(model, data) !== null && <p className={styles.differ}>{SEES_TEXT.differ}</p>}
      <ul className={styles.pictures}>
        {answers.map(({ image, label, picture, probabilities }) => {
          const said = likeliest(probabilities).label;
          return (
            <li key={image} data-wrong={said !== label}>
              <PictureView picture={picture} alt="" />
              <span className={styles.label}>{className(data.classes, label)}</span>
              <span className={styles.said}>{SEES_TEXT.said(className(data.classes, said))}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
