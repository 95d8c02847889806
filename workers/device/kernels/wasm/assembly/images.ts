/** A stack of NHWC images. */
@unmanaged
export class Images {
  at: usize;
  images: i32;
  height: i32;
  width: i32;
  channels: i32;
}

/**
 * Copies a window, `rows` x `columns` pixels from pixel (firstRow, firstColumn) on, of every one of `images` images,
 * zeros where it reaches over the border. No window then needs a test for the border.
 */
export function cutImages(
  source: Images,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  firstColumn: i32,
  rows: i32,
  columns: i32,
  cut: usize,
): void {
  const pixelBytes = (<usize>source.channels) << 2;
  const rowBytes = <usize>source.width * pixelBytes;
  const from = min(columns, max(0, -firstColumn));
  const to = max(from, min(columns, source.width - firstColumn));
  const leftBytes = <usize>from * pixelBytes;
  const copiedBytes = <usize>(to - from) * pixelBytes;
  const rightBytes = <usize>(columns - to) * pixelBytes;
  const cutRowBytes = <usize>columns * pixelBytes;
  for (let image = firstImage; image < firstImage + images; image++) {
    const plane =
      source.at + <usize>image * <usize>source.height * rowBytes + <usize>(firstColumn + from) * pixelBytes;
    for (let row = firstRow; row < firstRow + rows; row++, cut += cutRowBytes) {
      if (row < 0 || row >= source.height) {
        memory.fill(cut, 0, cutRowBytes);
        continue;
      }
      if (leftBytes) memory.fill(cut, 0, leftBytes);
      memory.copy(cut + leftBytes, plane + <usize>row * rowBytes, copiedBytes);
      if (rightBytes) memory.fill(cut + leftBytes + copiedBytes, 0, rightBytes);
    }
  }
}
