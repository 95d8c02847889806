/** What was dropped, and what each file is taken for: the guess can be corrected in place. */
import { X } from 'lucide-react';
import { bytesText } from '../../text/faultWords';
import { MODEL_TEXT, ROLE_NAMES } from '../../text/model';
import { ITEM_ROLES, type ItemRole, type SortedItem } from './itemRoles';
import type { OwnItem } from './ownItems';
import styles from './FileRows.module.css';

export interface FileRowsProps {
  readonly rows: readonly SortedItem[];
  readonly disabled: boolean;
  readonly onRole: (item: OwnItem, role: ItemRole) => void;
  readonly onRemove: (item: OwnItem) => void;
}

/** Nothing where nothing was dropped. */
export function FileRows({ rows, disabled, onRole, onRemove }: FileRowsProps) {
  if (rows.length === 0) return null;
  return (
    <ul className={styles.rows} aria-label={MODEL_TEXT.files}>
      {rows.map(({ item, role }) => (
        <li key={item.key} className={styles.row}>
          <span className={styles.name}>{item.name}</span>
          <span className={styles.size}>{bytesText(item.bytes)}</span>
          <select
            aria-label={MODEL_TEXT.roleOf(item.name)}
            value={role}
            disabled={disabled}
            onChange={(event) => {
              const chosen = ITEM_ROLES.find((each) => each === event.target.value);
              if (chosen !== undefined) onRole(item, chosen);
            }}
          >
            {ITEM_ROLES.map((each) => (
              <option key={each} value={each}>
                {ROLE_NAMES[each]}
              </option>
            ))}
          </select>
          <button
            type="button"
            data-quiet
            disabled={disabled}
            aria-label={MODEL_TEXT.remove(item.name)}
            title={MODEL_TEXT.remove(item.name)}
            onClick={() => onRemove(item)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
