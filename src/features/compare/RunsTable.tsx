/** All runs as a table that can be sorted; each can be selected, starred, and have a note. */
import { Star } from 'lucide-react';
import { useState } from 'react';
import { editRun } from '../../client/runLibrary';
import { ScrollRegion } from '../../charts/ScrollRegion';
import { setCompare, useCompare } from '../../state/compareStore';
import type { RunRecord } from '../../compare/runRecord';
import { useView } from '../../state/viewStore';
import { RUNS_TEXT } from '../../text/compareTable';
import { cellText } from './cellText';
import { isNumber, shownColumns } from '../../compare/columns';
import { runName } from './itemName';
import { MethodMark } from './MethodMark';
import styles from './RunsTable.module.css';
import { type ShownColumn, TableHead } from './TableHead';

/** Written down when it is left, or on Enter; Escape brings back what stood there. */
function NoteField({ run }: { readonly run: RunRecord }) {
  const [draft, setDraft] = useState<string | null>(null);
  const take = (): void => {
    if (draft !== null && draft !== run.note) void editRun(run.id, { note: draft.trim() });
    setDraft(null);
  };
  return (
    <input
      type="text"
      className={styles.note}
      aria-label={RUNS_TEXT.noteOf(runName(run))}
      value={draft ?? run.note}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key !== 'Escape' || draft === null) return;
        event.stopPropagation();
        setDraft(null);
      }}
    />
  );
}

function StarButton({ run }: { readonly run: RunRecord }) {
  return (
    <button
      type="button"
      data-quiet
      className={styles.star}
      aria-pressed={run.starred}
      aria-label={RUNS_TEXT.star(runName(run))}
      onClick={() => void editRun(run.id, { starred: !run.starred })}
    >
      <Star size={16} aria-hidden="true" />
    </button>
  );
}

interface RowProps {
  readonly run: RunRecord;
  readonly columns: readonly ShownColumn[];
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function Cell({ run, column }: { readonly run: RunRecord; readonly column: ShownColumn }) {
  if (column.id === 'note')
    return (
      <td>
        <NoteField run={run} />
      </td>
    );
  const className = isNumber(column) ? styles.number : column.id === 'hash' ? styles.hash : undefined;
  return (
    <td className={className}>
      {column.id === 'method' && <MethodMark id={run.method} />} {cellText(column, run)}
    </td>
  );
}

function Row({ run, columns, isChosen, onChoose }: RowProps) {
  const [, ...others] = columns;
  return (
    <tr data-chosen={isChosen}>
      <th scope="row" className={styles.name}>
        <span className={styles.row}>
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={RUNS_TEXT.choose(runName(run))}
            onChange={(event) => onChoose(event.target.checked)}
          />
          <StarButton run={run} />
          {run.network.name}
        </span>
      </th>
      {others.map((column) => (
        <Cell key={column.id} run={run} column={column} />
      ))}
    </tr>
  );
}

export function RunsTable({ runs }: { readonly runs: readonly RunRecord[] }) {
  const oracle = useView((view) => view.oracle);
  const chosen = useCompare((compare) => compare.chosen);
  const columns = shownColumns(oracle);
  return (
    <ScrollRegion className={styles.scroll} label={RUNS_TEXT.title}>
      <table className={styles.table}>
        <TableHead columns={columns} />
        <tbody>
          {runs.map((run) => (
            <Row
              key={run.id}
              run={run}
              columns={columns}
              isChosen={chosen.includes(run.id)}
              onChoose={(isChosen) => {
                const rest = chosen.filter((id) => id !== run.id);
                setCompare({ chosen: isChosen ? [...rest, run.id] : rest });
              }}
            />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
