/** A small picture, drawn pixel by pixel and scaled by the page without smoothing. */
import { useLayoutEffect, useRef } from 'react';
import type { Picture } from '../../../workers/protocol';
import styles from './PictureView.module.css';

export interface PictureViewProps {
  readonly picture: Picture;
  /** What a person who cannot see it is told; empty for a picture that repeats its neighbour. */
  readonly alt: string;
}

/** RGB bytes as the RGBA pixels a canvas wants. */
function imageDataOf(picture: Picture): ImageData {
  const image = new ImageData(picture.width, picture.height);
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[pixel * 4 + channel] = picture.rgb[pixel * 3 + channel] ?? 0;
    }
    image.data[pixel * 4 + 3] = 255;
  }
  return image;
}

/** Fills the width of its parent and keeps the picture's proportions. */
export function PictureView({ picture, alt }: PictureViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(imageDataOf(picture), 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      className={styles.picture}
      width={picture.width}
      height={picture.height}
      role={alt === '' ? 'presentation' : 'img'}
      aria-label={alt === '' ? undefined : alt}
    />
  );
}
