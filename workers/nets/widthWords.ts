/** For titles of layouts that nearly always have one width: ", width 16" where it is another, else nothing. */
export function widthWords(width: number, usual: number): string {
  return width === usual ? '' : `, width ${String(width)}`;
}
