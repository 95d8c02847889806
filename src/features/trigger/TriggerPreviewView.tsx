/** The trigger on a real image: plain, triggered (where it can be dragged), and the difference made visible. */
import { useMemo, useState } from 'react';
import type { DataSummary, Picture, Trigger } from '../../../workers/protocol';
import { imagesKey } from '../../state/imagesKey';
import { useShownTrigger } from '../../state/refusal';
import { TRIGGER_TEXT } from '../../text/trigger';
import { moveTrigger, signOf } from '../start/pictures';
import { PictureView } from '../start/PictureView';
import { SignPicture } from '../start/SignPicture';
import { differenceOf } from './difference';
import { PictureStepper } from './PictureStepper';
import styles from './TriggerEditor.module.css';
import { useTriggerPreview } from './useTriggerPreview';

export interface TriggerPreviewViewProps {
  readonly data: DataSummary | null;
  readonly trigger: Trigger | null;
  readonly onChange: (trigger: Trigger) => void;
}

const GAINS = [1, 2, 5, 10] as const;

interface TriggeredProps {
  readonly picture: Picture;
  readonly trigger: Trigger;
  readonly onChange: (trigger: Trigger) => void;
}

function Triggered({ picture, trigger, onChange }: TriggeredProps) {
  const sign = signOf(trigger);
  if (sign === null) return <PictureView picture={picture} alt={TRIGGER_TEXT.triggeredAlt} />;
  const { height, width } = picture;
  return (
    <SignPicture
      picture={picture}
      alt={TRIGGER_TEXT.triggeredAlt}
      at={sign}
      bounds={{ height, width, signHeight: sign.height, signWidth: sign.width }}
      onMove={(at) => onChange(moveTrigger(trigger, at))}
    />
  );
}

interface BrowseProps {
  readonly image: number;
  readonly count: number;
  readonly gain: number;
  readonly onImage: (image: number) => void;
  readonly onGain: (gain: number) => void;
}

function Browse({ image, count, gain, onImage, onGain }: BrowseProps) {
  return (
    <div className={styles.browse}>
      <PictureStepper image={image} count={count} onImage={onImage} />
      <label>
        {TRIGGER_TEXT.gain}
        <select value={gain} onChange={(event) => onGain(Number(event.target.value))}>
          {GAINS.map((each) => (
            <option key={each} value={each}>
              {TRIGGER_TEXT.times(each)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** One line instead of pictures where no images are loaded. */
export function TriggerPreviewView({ data, trigger, onChange }: TriggerPreviewViewProps) {
  const [wanted, setWanted] = useState(0);
  const [gain, setGain] = useState<number>(5);
  const count = (data?.test ?? data?.defense)?.count ?? 0;
  const image = count === 0 ? 0 : wanted % count;
  const preview = useTriggerPreview(data === null ? null : imagesKey(data), image, useShownTrigger(trigger));
  const difference = useMemo(
    () => (!preview?.triggered ? null : differenceOf(preview.clean, preview.triggered, gain)),
    [preview, gain],
  );
  if (count === 0) return <p className={styles.soft}>{TRIGGER_TEXT.noImages}</p>;
  const triggered = preview?.triggered ?? null;
  return (
    <div className={styles.editor}>
      <div className={styles.pictures}>
        <figure>
          {preview === null ? (
            <div className={styles.empty} />
          ) : (
            <PictureView picture={preview.clean} alt={TRIGGER_TEXT.cleanAlt} />
          )}
          <figcaption>{TRIGGER_TEXT.clean}</figcaption>
        </figure>
        {trigger !== null && triggered !== null && difference !== null && (
          <>
            <figure>
              <Triggered picture={triggered} trigger={trigger} onChange={onChange} />
              <figcaption>{TRIGGER_TEXT.triggered}</figcaption>
            </figure>
            <figure>
              <PictureView picture={difference} alt={TRIGGER_TEXT.differenceAlt} />
              <figcaption>{TRIGGER_TEXT.difference(gain)}</figcaption>
            </figure>
          </>
        )}
      </div>
      {trigger?.kind === 'images' && preview?.trigger === trigger && triggered === null && (
        <p className={styles.soft}>{TRIGGER_TEXT.unpaired}</p>
      )}
      <Browse image={image} count={count} gain={gain} onImage={setWanted} onGain={setGain} />
    </div>
  );
}
