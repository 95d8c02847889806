import { FILE_DOCTOR_TEXT } from '../../../text/doctor';

/** A shape as people write it: `64 × 3 × 3 × 3`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? FILE_DOCTOR_TEXT.scalar : shape.join('\u00a0×\u00a0');
}
