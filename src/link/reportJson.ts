/** What the doors for reports of all formats do alike: from text to JSON of a known format and version, and to checked parts. */
import * as v from 'valibot';
import {
  type AnyReport,
  type DetectionReport,
  FaultError,
  firstIssue,
  REPORT_VERSION,
} from '../../workers/protocol';

export type ReportFormat = (AnyReport | DetectionReport)['format'];
export type ReportJson = Readonly<Record<string, unknown>>;

const NEWEST: Readonly<Record<ReportFormat, number>> = {
  'rnp-report': REPORT_VERSION,
  'rnp-defense-report': 1,
  'rnp-detection-report': 1,
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new FaultError('file-damaged', { reason: 'it is no complete JSON' }, { detail: String(thrown) });
  }
}

/** The JSON of a report of one of these formats. Throws `file-empty`, `file-damaged`, `file-unknown` or `link-newer`. */
export function readReportJson(json: string, formats: readonly ReportFormat[]): ReportJson {
  if (json.trim() === '') throw new FaultError('file-empty');
  const value = parsed(json);
  const isObject = typeof value === 'object' && value !== null && 'format' in value;
  const format = isObject ? formats.find((each) => each === value.format) : undefined;
  if (!isObject || format === undefined)
    throw new FaultError('file-unknown', { found: 'JSON, but no report of this playground' });
  const { version } = value as ReportJson;
  const known = NEWEST[format];
  if (typeof version === 'number' && version > known) throw new FaultError('link-newer', { version, known });
  if (version !== known) throw new FaultError('file-unknown', { found: 'a report without a version' });
  return value;
}

/** What a schema makes of a report. Throws `file-damaged` naming the first wrong field. */
export function checkParts<T>(schema: v.GenericSchema<unknown, T>, value: ReportJson): T {
  const checked = v.safeParse(schema, value);
  if (checked.success) return checked.output;
  const { field, found } = firstIssue(checked.issues, 'report');
  throw new FaultError('file-damaged', { reason: `the field ${field} is ${found}` });
}
