import { useEffect, useRef } from 'react';
import styles from './Picture.module.css';

export interface PictureProps {
  /** Red, green, blue, row by row: 3 bytes a pixel. */
  readonly pixels: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** Text alternative. */
  readonly alt: string;
}

/** A small image with its pixels enlarged, as wide as the place it stands in. */
export function Picture({ pixels, width, height, alt }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(opaqueImage(pixels, width, height), 0, 0);
  }, [pixels, width, height]);
  return (
    <canvas
      ref={canvas}
      className={styles.picture}
      style={{ aspectRatio: `${width} / ${height}` }}
      width={width}
      height={height}
      role="img"
      aria-label={alt}
    />
  );
}

function opaqueImage(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    image.data.set(pixels.subarray(i * 3, i * 3 + 3), i * 4);
    image.data[i * 4 + 3] = 255;
  }
  return image;
}
