import { FaultError } from '../protocol/faults';
import { assertNotEmpty, type ByteSource } from './byteSource';
import { assertAtMost, damaged, namingFile } from './damage';

/** One line of the authors' mask_values.txt: the mask that one batch-norm channel ended with. */
export interface MaskValue {
  /** Batch-norm layer, named as in the state dict: `layer4.1.bn2`. */
  readonly layer: string;
  readonly channel: number;
  /** 0..1, four decimals in the file. */
  readonly score: number;
}

/** Two hundred times the lines of a VGG-19. */
const MAX_LINES = 1_000_000;
const MAX_FILE_BYTES = 64 * 2 ** 20;

/**
 * Reads a mask_values.txt (spec 6.4).
 * @throws FaultError `file-empty`, `file-too-large`, `file-damaged` (`line` counted from 1)
 */
export async function readMaskValues(source: ByteSource): Promise<readonly MaskValue[]> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    assertAtMost('bytes', source.size, MAX_FILE_BYTES);
    return parseMaskValues(new TextDecoder().decode(await source.slice(0, source.size)));
  });
}

/**
 * Parses the text: one header line (skipped when it is there), then number, layer, channel and score a line,
 * separated by any white space. The running number is not trusted, the order of the lines is kept.
 * @throws FaultError `file-damaged` with `line`, counted from 1
 */
export function parseMaskValues(text: string): readonly MaskValue[] {
  const lines = text.replace(/^\ufeff/, '').split('\n', MAX_LINES + 1);
  assertAtMost('lines', lines.length, MAX_LINES);
  const values: MaskValue[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '' || (index === 0 && isHeader(line))) return;
    values.push(parseLine(line, index + 1));
  });
  if (values.length === 0) throw damaged('it holds no mask values');
  return values;
}

/** True for a first line that names columns instead of holding a value. */
function isHeader(line: string): boolean {
  return !/^\s*\d/.test(line);
}

/** True when a text starts like a mask_values.txt; reads no further than its first two lines. */
export function looksLikeMaskValues(text: string): boolean {
  const [first = '', second = ''] = text.replace(/^\ufeff/, '').split('\n', 2);
  const line = isHeader(first) ? second : first;
  return /^No\b.*Layer.*(Neuron|Idx)/i.test(first.trim()) || ROW.test(line);
}

const ROW = /^\s*\d+\s+(\S+)\s+(\d{1,9})\s+([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*$/;

function parseLine(line: string, number: number): MaskValue {
  const [, layer, channel, score] = ROW.exec(line) ?? [];
  const value = Number(score);
  if (layer === undefined || channel === undefined || !Number.isFinite(value)) {
    const reason = `line ${number} is not a number, a layer, a channel and a score`;
    throw new FaultError('file-damaged', { reason, line: number });
  }
  return { layer, channel: Number(channel), score: value };
}
