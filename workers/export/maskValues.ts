/** The mask of one batch-norm channel, in the order it shall be listed. */
export interface MaskRow {
  /** Batch-norm layer, named as in the state dict: `layer4.1.bn2`. No white space. */
  readonly layer: string;
  readonly channel: number;
  /** 0..1. */
  readonly score: number;
}

const HEADER = 'No \t Layer Name \t Neuron Idx \t Mask Score \n';

/**
 * Writes masks exactly as the authors' code writes its mask_values.txt: a running number from 0, layer,
 * channel, score with four decimals; tabs with blanks around them, a blank before every newline.
 */
export function formatMaskValues(rows: readonly MaskRow[]): string {
  return HEADER + rows.map(formatRow).join('');
}

function formatRow({ layer, channel, score }: MaskRow, number: number): string {
  return `${number} \t ${layer} \t ${channel} \t ${fourDecimals(score)} \n`;
}

/**
 * Python's `{:.4f}`: as `toFixed`, but an exact tie goes to the even digit. Ties exist only at odd multiples of
 * 1/32; they matter because equal scores are pruned in file order.
 */
function fourDecimals(score: number): string {
  const isTie = Number.isInteger(score * 32) && (Math.abs(score) * 10_000) % 1 === 0.5;
  if (!isTie) return score.toFixed(4);
  const below = Math.floor(score * 10_000);
  return ((below % 2 === 0 ? below : below + 1) / 10_000).toFixed(4);
}
