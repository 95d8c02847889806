/** The table of runs with its filter, its export, and deletion that can be undone. */
import { Eye, Trash2, Undo2 } from 'lucide-react';
import { useId } from 'react';
import { deleteRuns, undoDelete } from '../../client/runLibrary';
import { Segments } from '../../charts/Segments';
import { setCompare, useCompare } from '../../state/compareStore';
import type { RunRecord } from '../../compare/runRecord';
import { RUNS_TEXT } from '../../text/compareTable';
import { ExportBar } from './ExportBar';
import { MeansTable } from './MeansTable';
import { RunsTable } from './RunsTable';
import styles from './RunsTable.module.css';
import { useChosenRuns, useShownRuns } from './useRuns';

function Filter() {
  const id = useId();
  const text = useCompare((compare) => compare.text);
  const isStarred = useCompare((compare) => compare.isStarred);
  return (
    <>
      <span className={styles.filter}>
        <label htmlFor={id}>{RUNS_TEXT.filter}</label>
        <input
          id={id}
          type="text"
          autoComplete="off"
          placeholder={RUNS_TEXT.filterHint}
          value={text}
          onChange={(event) => setCompare({ text: event.target.value })}
        />
      </span>
      <label className={styles.filter}>
        <input
          type="checkbox"
          checked={isStarred}
          onChange={(event) => setCompare({ isStarred: event.target.checked })}
        />
        {RUNS_TEXT.starredOnly}
      </label>
    </>
  );
}

function Chosen({ shown }: { readonly shown: readonly RunRecord[] }) {
  const chosen = useChosenRuns();
  const all = useCompare((compare) => compare.runs.length);
  const isAll = shown.length > 0 && chosen.length === shown.length;
  return (
    <>
      <label className={styles.filter}>
        <input
          type="checkbox"
          checked={isAll}
          aria-label={RUNS_TEXT.chooseAll}
          onChange={(event) => setCompare({ chosen: event.target.checked ? shown.map(({ id }) => id) : [] })}
        />
        <span className={styles.count} role="status">
          {chosen.length > 0 ? RUNS_TEXT.chosen(chosen.length) : RUNS_TEXT.count(shown.length, all)}
        </span>
      </label>
      {chosen.length > 0 && (
        <button type="button" onClick={() => void deleteRuns(chosen.map(({ id }) => id))}>
          <Trash2 size={16} aria-hidden="true" /> {RUNS_TEXT.remove(chosen.length)}
        </button>
      )}
    </>
  );
}

function Undo() {
  const count = useCompare(({ deleted }) => deleted.length);
  return (
    <p role="status" className={styles.bar} hidden={count === 0}>
      {count > 0 && (
        <>
          {RUNS_TEXT.removed(count)}
          <button type="button" onClick={() => void undoDelete()}>
            <Undo2 size={16} aria-hidden="true" /> {RUNS_TEXT.undo}
          </button>
        </>
      )}
    </p>
  );
}

/** One row a run, or one for runs that differ only in their seed. */
function Table({ runs }: { readonly runs: readonly RunRecord[] }) {
  const rows = useCompare((compare) => compare.rows);
  return rows === 'means' ? <MeansTable runs={runs} /> : <RunsTable runs={runs} />;
}

function RowsChoice() {
  const rows = useCompare((compare) => compare.rows);
  return (
    <Segments
      label={RUNS_TEXT.rows}
      options={RUNS_TEXT.rowKinds}
      value={rows}
      onChange={(value) => setCompare({ rows: value })}
    />
  );
}

export function RunsSection() {
  const shown = useShownRuns();
  const chosen = useChosenRuns();
  const all = useCompare(({ runs }) => runs.length);
  const status = useCompare((compare) => compare.status);
  return (
    <section className={styles.section} aria-labelledby="runs-heading">
      <h3 id="runs-heading">{RUNS_TEXT.title}</h3>
      {all === 0 ? (
        <p className={styles.soft}>{RUNS_TEXT.empty}</p>
      ) : (
        <>
          <p className={styles.soft}>
            <Eye size={16} aria-hidden="true" /> {RUNS_TEXT.line}
          </p>
          <div className={styles.bar}>
            <Chosen shown={shown} />
            <Filter />
            <RowsChoice />
            <ExportBar runs={chosen.length > 0 ? chosen : shown} />
          </div>
          {shown.length === 0 ? <p className={styles.soft}>{RUNS_TEXT.noneShown}</p> : <Table runs={shown} />}
        </>
      )}
      {status === 'memory' && <p className={styles.soft}>{RUNS_TEXT.memory}</p>}
      <Undo />
    </section>
  );
}
