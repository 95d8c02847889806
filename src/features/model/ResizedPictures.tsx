/** Pictures of another size than the network takes: as they are in their files, and as it sees them. */
import { ArrowRight } from 'lucide-react';
import type { DataSummary, ResizedPicture } from '../../../workers/protocol';
import { DATA_TEXT, RESIZED_TEXT } from '../../text/model';
import { PictureView } from '../start/PictureView';
import cardStyles from './card.module.css';
import styles from './ResizedPictures.module.css';
import { useResizedPictures } from './useResizedPictures';

function Pair({ from, original, resized }: ResizedPicture) {
  const before = RESIZED_TEXT.size(from);
  const after = RESIZED_TEXT.size([resized.height, resized.width]);
  return (
    <li className={styles.pair}>
      <figure>
        <div className={styles.original}>
          <PictureView picture={original} alt={RESIZED_TEXT.inFile(before)} />
        </div>
        <figcaption>{before}</figcaption>
      </figure>
      <ArrowRight size={20} aria-hidden="true" className={styles.arrow} />
      <figure>
        <div className={styles.seen}>
          <PictureView picture={resized} alt={RESIZED_TEXT.seen(after)} />
        </div>
        <figcaption>{after}</figcaption>
      </figure>
    </li>
  );
}

/** Nothing where every picture kept its size. */
export function ResizedPictures({ data }: { readonly data: DataSummary }) {
  const sets = useResizedPictures(data);
  if (sets.length === 0) return null;
  return (
    <section className={`${cardStyles.card} ${styles.resized}`} aria-label={RESIZED_TEXT.title}>
      <h3>{RESIZED_TEXT.title}</h3>
      <p>{RESIZED_TEXT.how}</p>
      {sets.map(({ role, pictures }) => (
        <div key={role} className={styles.set}>
          <h4>{DATA_TEXT[role]}</h4>
          <ul className={styles.pairs}>
            {pictures.map((picture, index) => (
              <Pair key={index} {...picture} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
