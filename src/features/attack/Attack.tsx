/** The place Attack: what is planted on the left; the paint board, pictures, training or result on the right. */
import { useMemo, useState } from 'react';
import { encodeBytes } from '../../../workers/protocol';
import { Segments } from '../../charts/Segments';
import { useEngine } from '../../state/engineStore';
import { ATTACK_TEXT, GALLERY_TEXT } from '../../text/attack';
import { PictureStepper } from '../trigger/PictureStepper';
import styles from './Attack.module.css';
import { Comparison } from './Comparison';
import type { Gain } from './gains';
import { Gallery } from './Gallery';
import { PaintBoard } from './PaintBoard';
import type { ImageTrigger } from './painting';
import { usePictures } from './usePictures';
import { zooTriggers } from './zooTriggers';

const FIGURES = {
  paint: ATTACK_TEXT.paint,
  gallery: ATTACK_TEXT.gallery,
  comparison: ATTACK_TEXT.comparison,
} as const;
const BLANK: ImageTrigger = {
  kind: 'image',
  width: 1,
  height: 1,
  rgba: encodeBytes(new Uint8Array(4)),
  row: 0,
  column: 0,
  strength: 1,
  target: 0,
};

export function Attack() {
  const [figure, setFigure] = useState<keyof typeof FIGURES>('paint');
  const [gain, setGain] = useState<Gain>('5');
  const [image, setImage] = useState(0);
  const [trigger, setTrigger] = useState(BLANK);
  const data = useEngine((engine) => engine.data);
  const zoo = useEngine((engine) => engine.zoo);
  const images = useMemo(() => [image], [image]);
  const picture = usePictures(images, null)?.[0] ?? null;
  const triggers = useMemo(() => zooTriggers(zoo), [zoo]);
  const count = (data?.test ?? data?.defense)?.count ?? 1;
  return (
    <div className={styles.attack}>
      <h2 className="visually-hidden">{ATTACK_TEXT.heading}</h2>
      <div className={styles.column}>column</div>
      <div className={styles.figures}>
        <div className={styles.bar}>
          <Segments label={ATTACK_TEXT.figures} options={FIGURES} value={figure} onChange={setFigure} />
          {figure !== 'gallery' && <PictureStepper image={image} count={count} onImage={setImage} />}
          {figure !== 'paint' && (
            <Segments
              label={GALLERY_TEXT.gain}
              options={GALLERY_TEXT.gains}
              value={gain}
              onChange={setGain}
            />
          )}
        </div>
        {figure === 'paint' && (
          <PaintBoard
            trigger={trigger}
            picture={picture}
            channels={data?.defense.channels ?? 3}
            onChange={setTrigger}
          />
        )}
        {figure === 'gallery' && <Gallery trigger={trigger} gain={gain} />}
        {figure === 'comparison' && <Comparison image={image} triggers={triggers} gain={gain} />}
      </div>
    </div>
  );
}
