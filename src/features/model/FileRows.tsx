/** What was dropped, and what each file is taken for: the guess can be corrected in place. */
import { X } from 'lucide-react';
import { bytesText } from '../../text/faultWords';
import { MODEL_TEXT, ROLE_NAMES } from '../../text/model';
import { FILE_ROLES, type FileRole, type SortedFile } from './fileRoles';
import styles from './FileRows.module.css';

export interface FileRowsProps {
  readonly rows: readonly SortedFile[];
  readonly disabled: boolean;
  readonly onRole: (file: File, role: FileRole) => void;
  readonly onRemove: (file: File) => void;
}

/** Nothing where nothing was dropped. */
export function FileRows({ rows, disabled, onRole, onRemove }: FileRowsProps) {
  if (rows.length === 0) return null;
  return (
    <ul className={styles.rows} aria-label={MODEL_TEXT.files}>
      {rows.map(({ file, role }) => (
        <li key={`${file.name}/${file.size}/${file.lastModified}`} className={styles.row}>
          <span className={styles.name}>{file.name}</span>
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
          <button
            type="button"
            data-quiet
            disabled={disabled}
            aria-label={MODEL_TEXT.remove(file.name)}
            title={MODEL_TEXT.remove(file.name)}
            onClick={() => onRemove(file)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
