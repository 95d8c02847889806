/** Labels of pictures from tables in text, in the forms that data sets come with. */
import { parseCsv } from '../csv';
import { baseName, displayPath, foldersOf, stemOf } from './paths';

const FILE_HEADERS = 'file filename file_name filepath image img image_name image_id path name id'.split(' ');
const LABEL_HEADERS = 'label labels class classid class_id class_name target category y'.split(' ');

/** Whether files of this name are looked into for labels: text has no magic bytes, so the name has to tell. */
export function isTableName(path: string): boolean {
  return /\.(csv|tsv)$/i.test(path);
}

/** German traffic signs: `GT-00007.csv` in the folder of class 7, `GT-final_test.csv` beside the test images. */
export function isTrafficSignTable(path: string): boolean {
  return /^GT-.*\.csv$/i.test(baseName(path));
}

interface Columns {
  readonly file: number;
  readonly label: number;
  readonly firstRow: 0 | 1;
}

/** By their headers; without headers, two columns of which the first holds file names. */
function columnsOf(rows: readonly (readonly string[])[]): Columns | null {
  const [first = []] = rows;
  const headers = first.map((header) => header.toLowerCase().replaceAll(' ', '_'));
  const file = headers.findIndex((header) => FILE_HEADERS.includes(header));
  const label = headers.findIndex((header) => LABEL_HEADERS.includes(header));
  if (file >= 0 && label >= 0) return { file, label, firstRow: 1 };
  const isPlain = first.length === 2 && /\.[a-z]{2,4}$/i.test(first[0] ?? '');
  return isPlain ? { file: 0, label: 1, firstRow: 0 } : null;
}

/**
 * Finds the label of a picture by its path below the table's folder, else by its name alone, else by its name without
 * suffix. A name that stands for two labels finds none.
 */
export class LabelIndex {
  private readonly labels = new Map<string, string | null>();
  /** Paths of the tables that had labels. */
  readonly tables: string[] = [];

  /** Adds a table; false where the text is no table of labels. Throws `file-damaged` or `file-too-large`. */
  add(path: string, text: string): boolean {
    const rows = parseCsv(text);
    const columns = columnsOf(rows);
    if (columns === null) return false;
    const folder = foldersOf(path).join('/');
    for (const row of rows.slice(columns.firstRow)) {
      const file = displayPath(row[columns.file] ?? '');
      const label = row[columns.label] ?? '';
      if (file === '' || label === '') continue;
      for (const key of keysOf(displayPath(`${folder}/${file}`))) this.put(key, label);
    }
    this.tables.push(path);
    return true;
  }

  /** Null where no table names the picture. */
  labelOf(path: string): string | null {
    for (const key of keysOf(path)) {
      const label = this.labels.get(key);
      if (label !== undefined) return label;
    }
    return null;
  }

  private put(key: string, label: string): void {
    const before = this.labels.get(key);
    this.labels.set(key, before === undefined || before === label ? label : null);
  }
}

/** The exact path, the name and the stem, told apart by a letter. */
function keysOf(path: string): readonly string[] {
  const name = baseName(path);
  return [`p${path}`, `n${name}`, `s${stemOf(name)}`];
}
