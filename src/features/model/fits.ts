/** Whether a network and images can belong together at all. */
import type { DataSummary, ModelSummary } from '../../../workers/protocol';

/** Same size of picture, same number of classes. */
export function fits(
  { inputWidth, inputHeight, inputChannels, classes }: ModelSummary,
  { defense, classes: names }: DataSummary,
): boolean {
  const { width, height, channels } = defense;
  return (
    inputWidth === width && inputHeight === height && inputChannels === channels && classes === names.length
  );
}
