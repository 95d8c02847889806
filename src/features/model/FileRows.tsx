/** What was dropped, what each file is taken for, and what only the user can say of it: all can be corrected in place. */
import { X } from 'lucide-react';
import type { SetReading } from '../../../workers/protocol';
import { bytesText } from '../../text/faultWords';
import { MODEL_TEXT, ROLE_NAMES } from '../../text/model';
import { ITEM_ROLES, type ItemRole } from './itemRoles';
import styles from './FileRows.module.css';
import type { OwnRow, OwnRows } from './ownRows';
import { ReadingFields } from './ReadingFields';

export interface RowActions {
  readonly disabled: boolean;
  readonly onRole: (row: OwnRow, role: ItemRole) => void;
  readonly onReading: (row: OwnRow, said: SetReading) => void;
  readonly onRemove: (row: OwnRow) => void;
}

function RoleSelect({ row, disabled, onRole }: RowActions & { readonly row: OwnRow }) {
  return (
    <select
      aria-label={MODEL_TEXT.roleOf(row.item.name)}
      value={row.role}
      disabled={disabled}
      onChange={(event) => {
        const chosen = ITEM_ROLES.find((each) => each === event.target.value);
        if (chosen !== undefined) onRole(row, chosen);
      }}
    >
      {ITEM_ROLES.map((each) => (
        <option key={each} value={each}>
          {ROLE_NAMES[each]}
        </option>
      ))}
    </select>
  );
}

function FileRow(props: RowActions & { readonly row: OwnRow }) {
  const { row, disabled, onReading, onRemove } = props;
  const { name, bytes } = row.item;
  return (
    <li className={styles.row}>
      <span className={styles.name}>{name}</span>
      <span className={styles.size}>{bytesText(bytes)}</span>
      <RoleSelect {...props} />
      <button
        type="button"
        data-quiet
        disabled={disabled}
        aria-label={MODEL_TEXT.remove(name)}
        title={MODEL_TEXT.remove(name)}
        onClick={() => onRemove(row)}
      >
        <X size={16} aria-hidden="true" />
      </button>
      <ReadingFields row={row} disabled={disabled} onReading={(said) => onReading(row, said)} />
    </li>
  );
}

/** The rows with keys that stay when a row changes; files that are used twice are told apart by their order. */
function keyed(rows: OwnRows): readonly { readonly key: string; readonly row: OwnRow }[] {
  return rows.map((row, at) => {
    const before = rows.slice(0, at).filter(({ item }) => item.key === row.item.key).length;
    return { key: `${row.item.key} ${before}`, row };
  });
}

/** Nothing where nothing was dropped. */
export function FileRows({ rows, ...actions }: RowActions & { readonly rows: OwnRows }) {
  if (rows.length === 0) return null;
  return (
    <ul className={styles.rows} aria-label={MODEL_TEXT.files}>
      {keyed(rows).map(({ key, row }) => (
        <FileRow key={key} row={row} {...actions} />
      ))}
    </ul>
  );
}
