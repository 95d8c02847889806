/** The judged pictures, the most suspicious first. */
import { Flag } from 'lucide-react';
import type { JudgedImage, JudgedPictures } from '../../../workers/protocol';
import { JUDGE_TEXT, QUESTIONED_NAMES } from '../../text/detect';
import { PictureView } from '../start/PictureView';
import { className } from '../start/verdict';
import styles from './Detect.module.css';
import { isSuspicious, judgedOrder, judgedSummary, judgedWords } from './judgedRows';

interface JudgedTableProps {
  readonly found: JudgedPictures;
  readonly classes: readonly string[];
}

function Row({ image, classes }: { readonly image: JudgedImage; readonly classes: readonly string[] }) {
  const { entropies, name, picture, predicted } = image;
  const { columns } = JUDGE_TEXT;
  return (
    <tr>
      <td>
        <div className={styles.judged}>
          <PictureView picture={picture} alt={name} />
        </div>
      </td>
      <th scope="row" className={styles.name}>
        {name}
      </th>
      <td data-label={columns.predicted}>{className(classes, predicted)}</td>
      {entropies.map(({ entropy, network }) => (
        <td key={network} data-label={JUDGE_TEXT.entropyOf(QUESTIONED_NAMES[network])}>
          {JUDGE_TEXT.bits(entropy.toFixed(3))}
        </td>
      ))}
      <td data-label={columns.verdict} className={isSuspicious(image) ? styles.speaks : undefined}>
        <span>
          {isSuspicious(image) && <Flag size={14} aria-hidden="true" />} {judgedWords(image)}
        </span>
      </td>
    </tr>
  );
}

export function JudgedTable({ found, classes }: JudgedTableProps) {
  const { images } = found;
  const [first] = images;
  const { columns } = JUDGE_TEXT;
  return (
    <>
      <p>{judgedSummary(found).join(' ')}</p>
      <table className={styles.rows}>
        <caption>{JUDGE_TEXT.table}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.picture}</th>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.predicted}</th>
            {first?.entropies.map(({ network }) => (
              <th key={network} scope="col">
                {JUDGE_TEXT.entropyOf(QUESTIONED_NAMES[network])}
              </th>
            ))}
            <th scope="col">{columns.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {judgedOrder(images).map((image, at) => (
            <Row key={`${image.name} ${at}`} image={image} classes={classes} />
          ))}
        </tbody>
      </table>
    </>
  );
}
