/** One picture under many attacks, beside each other. */
import { useMemo } from 'react';
import { type DataSummary, type Picture, type Trigger, triggerMisfit } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { GALLERY_TEXT } from '../../text/attack';
import { type Gain, gainOf } from './gains';
import styles from './Gallery.module.css';
import { PicturePair, PictureRoom } from './PicturePair';
import { usePictures } from './usePictures';

/** A trigger to be shown, and whose it is. Null where only a trained network can make its pictures. */
export interface NamedTrigger {
  readonly id: string;
  readonly name: string;
  readonly trigger: Trigger | null;
}

export interface ComparisonProps {
  readonly image: number;
  readonly triggers: readonly NamedTrigger[];
  readonly gain: Gain;
}

interface ColumnProps {
  readonly images: readonly number[];
  readonly clean: Picture | null;
  readonly gain: Gain;
  readonly name: string;
}

function Triggered({ images, clean, gain, name, trigger }: ColumnProps & { readonly trigger: Trigger }) {
  const poisoned = usePictures(images, trigger)?.[0] ?? null;
  return (
    <PicturePair clean={clean} poisoned={poisoned} gain={gainOf(gain)} alt={GALLERY_TEXT.attackAlt(name)} />
  );
}

/** Why a column has no pictures; null where it has. */
function reasonOf({ trigger }: NamedTrigger, data: DataSummary): string | null {
  if (trigger === null) return GALLERY_TEXT.unpaired;
  return triggerMisfit(trigger, data) === null ? null : GALLERY_TEXT.misfit;
}

function Column(props: ColumnProps & { readonly named: NamedTrigger; readonly data: DataSummary }) {
  const { named, data, ...rest } = props;
  const reason = reasonOf(named, data);
  return (
    <figure className={styles.column}>
      {reason === null && named.trigger !== null ? (
        <Triggered {...rest} trigger={named.trigger} />
      ) : (
        <div className={styles.waits}>{reason}</div>
      )}
      <figcaption>{named.name}</figcaption>
    </figure>
  );
}

/** The picture as it is comes first. */
export function Comparison({ image, triggers, gain }: ComparisonProps) {
  const data = useEngine((engine) => engine.data);
  const images = useMemo(() => [image], [image]);
  const clean = usePictures(images, null)?.[0] ?? null;
  if (data === null) return <p className={styles.soft}>{GALLERY_TEXT.noImages}</p>;
  return (
    <div className={styles.gallery}>
      <p className={styles.soft}>{GALLERY_TEXT.attacksLegend(gain)}</p>
      <div className={styles.columns}>
        <figure className={styles.column}>
          <PictureRoom picture={clean} alt={GALLERY_TEXT.cleanAlt(image + 1)} />
          <figcaption>{GALLERY_TEXT.clean}</figcaption>
        </figure>
        {triggers.map((named) => (
          <Column
            key={named.id}
            named={named}
            data={data}
            images={images}
            clean={clean}
            gain={gain}
            name={named.name}
          />
        ))}
      </div>
    </div>
  );
}
