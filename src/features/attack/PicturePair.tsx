/** A picture with the trigger, and what the trigger changes. Keeps its room while it is drawn. */
import { useMemo } from 'react';
import type { Picture } from '../../../workers/protocol';
import { GALLERY_TEXT } from '../../text/attack';
import { PictureView } from '../start/PictureView';
import { differenceOf } from '../trigger/difference';
import styles from './Gallery.module.css';

export interface PicturePairProps {
  readonly clean: Picture | null;
  readonly poisoned: Picture | null;
  readonly gain: number;
  readonly alt: string;
}

/** One picture, or the room for it. */
export function PictureRoom({ picture, alt }: { readonly picture: Picture | null; readonly alt: string }) {
  return picture === null ? <div className={styles.room} /> : <PictureView picture={picture} alt={alt} />;
}

/** The triggered picture and the difference, one after the other: the caller's grid decides where. */
export function PicturePair({ clean, poisoned, gain, alt }: PicturePairProps) {
  const difference = useMemo(
    () => (clean === null || poisoned === null ? null : differenceOf(clean, poisoned, gain)),
    [clean, poisoned, gain],
  );
  return (
    <>
      <PictureRoom picture={poisoned} alt={alt} />
      <PictureRoom picture={difference} alt={GALLERY_TEXT.differenceAlt} />
    </>
  );
}
