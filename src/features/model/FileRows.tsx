/** What was dropped, and what each file is taken for: the guess can be corrected in place. */
import type { Fault } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { faultText } from '../../text/faults';
import { bytesText } from '../../text/faultWords';
import { MODEL_TEXT, ROLE_NAMES } from '../../text/model';
import { FILE_ROLES, type FileRole, type SortedFile } from './fileRoles';
import styles from './FileRows.module.css';

export interface FileRowsProps {
  readonly rows: readonly SortedFile[];
  readonly disabled: boolean;
  readonly onRole: (file: File, role: FileRole) => void;
}

/** The headline of a fault without the file's name, which stands in the row already. The whole notice heads the page. */
function refusal({ code, params }: Fault): string {
  return faultText({ code, params }).title;
}

/** Nothing where nothing was dropped. */
export function FileRows({ rows, disabled, onRole }: FileRowsProps) {
  const fault = useEngine((engine) => engine.fault);
  if (rows.length === 0) return null;
  return (
    <ul className={styles.rows} aria-label={MODEL_TEXT.files}>
      {rows.map(({ file, role }) => (
        <li key={`${file.name}/${file.size}/${file.lastModified}`} className={styles.row}>
          <span className={styles.name}>
            {file.name}
            {fault?.file === file.name && <span className={styles.refused}>{refusal(fault)}</span>}
          </span>
          <span className={styles.size}>{bytesText(file.size)}</span>
          <select
            aria-label={MODEL_TEXT.roleOf(file.name)}
            value={role}
            disabled={disabled}
            onChange={(event) => {
              const chosen = FILE_ROLES.find((each) => each === event.target.value);
              if (chosen !== undefined) onRole(file, chosen);
            }}
          >
            {FILE_ROLES.map((each) => (
              <option key={each} value={each}>
                {ROLE_NAMES[each]}
              </option>
            ))}
          </select>
        </li>
      ))}
    </ul>
  );
}
