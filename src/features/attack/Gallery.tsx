/** The paper's Figure 6: pictures as they are, with the trigger, and what the trigger changes. */
import { RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Trigger, triggerMisfit } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { GALLERY_TEXT } from '../../text/attack';
import { refusalText } from '../../text/faults';
import { type Gain, gainOf } from './gains';
import styles from './Gallery.module.css';
import { PicturePair, PictureRoom } from './PicturePair';
import { usePictures } from './usePictures';

export interface GalleryProps {
  readonly trigger: Trigger;
  readonly gain: Gain;
}

const SHOWN = 12;
/** Sets often lie in the order of their classes: a stride shows many of them. */
const STRIDE = 37;

/** Numbers of the pictures on a page, without repeating one. */
export function picturesOfPage(page: number, count: number): readonly number[] {
  const shown = Math.min(SHOWN, count);
  // A prime stride meets every picture once, unless it divides their number.
  const stride = count % STRIDE === 0 ? 1 : STRIDE;
  return Array.from({ length: shown }, (_, at) => ((page * shown + at) * stride) % count);
}

function Rows({ trigger, gain, images }: GalleryProps & { readonly images: readonly number[] }) {
  const clean = usePictures(images, null);
  const poisoned = usePictures(images, trigger);
  return (
    <ul className={styles.rows}>
      {images.map((image, at) => (
        <li key={image} className={styles.triple}>
          <PictureRoom picture={clean?.[at] ?? null} alt={GALLERY_TEXT.cleanAlt(image + 1)} />
          <PicturePair
            clean={clean?.[at] ?? null}
            poisoned={poisoned?.[at] ?? null}
            gain={gainOf(gain)}
            alt={GALLERY_TEXT.poisonedAlt}
          />
        </li>
      ))}
    </ul>
  );
}

/** Rows of three pictures, as many beside each other as there is room for. */
export function Gallery({ trigger, gain }: GalleryProps) {
  const data = useEngine((engine) => engine.data);
  const [page, setPage] = useState(0);
  const count = (data?.test ?? data?.defense)?.count ?? 0;
  const images = useMemo(() => picturesOfPage(page, count), [page, count]);
  if (data === null || count === 0) return <p className={styles.soft}>{GALLERY_TEXT.noImages}</p>;
  const misfit = triggerMisfit(trigger, data);
  if (misfit !== null) return <p className={styles.soft}>{refusalText(misfit)}</p>;
  return (
    <div className={styles.gallery}>
      <p className={styles.soft}>{GALLERY_TEXT.legend(gain)}</p>
      <Rows trigger={trigger} gain={gain} images={images} />
      {count > SHOWN && (
        <button type="button" className={styles.more} onClick={() => setPage(page + 1)}>
          <RefreshCw size={16} aria-hidden="true" /> {GALLERY_TEXT.more}
        </button>
      )}
    </div>
  );
}
