/** Takes the user's files: dropped, or picked with the labelled input under the area. */
import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { FaultNotice } from '../../app/FaultNotice';
import { useEngine } from '../../state/engineStore';
import { useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { MODEL_TEXT } from '../../text/model';
import styles from './DropArea.module.css';
import { FileRows } from './FileRows';
import type { Dropped } from './ownItems';
import { useOwnFiles } from './useOwnFiles';

function loneFiles(files: Iterable<File>): Dropped[] {
  return [...files].map((file) => ({ name: file.name, files: [{ path: file.name, file }], isFolder: false }));
}

/** Drag state of an area; `dragenter` and `dragleave` also fire for its children, so `relatedTarget` decides. */
function useDropTarget(onDropped: (dropped: readonly Dropped[]) => void) {
  const [isOver, setIsOver] = useState(false);
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault();
        setIsOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) setIsOver(false);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setIsOver(false);
        onDropped(loneFiles(event.dataTransfer.files));
      },
    },
  };
}

/** Drop area, the list of what was dropped, and faults of files. What is on the page stays until a file is in. */
export function DropArea() {
  const id = useId();
  const { rows, add, setRole, remove, notice, fault, dismissFault } = useOwnFiles();
  const isRunning = useRun((run) => isAlive(run.status) && !run.recorded);
  const waiting = useEngine((engine) => engine.files.test !== null && engine.files.defense === null);
  // What had the focus goes; the next thing to do is to give other files.
  const focusInput = () => document.getElementById(id)?.focus({ preventScroll: true });
  const { isOver, handlers } = useDropTarget(isRunning ? () => undefined : add);
  return (
    <div className={styles.drop}>
      <div className={styles.area} data-over={isOver} data-disabled={isRunning} {...handlers}>
        <FileUp size={24} aria-hidden="true" className={styles.icon} />
        <label htmlFor={id} className={styles.label}>
          {MODEL_TEXT.drop} <span className={styles.choose}>{MODEL_TEXT.choose}</span>
        </label>
        <input
          id={id}
          type="file"
          multiple
          className={styles.input}
          disabled={isRunning}
          aria-describedby={`${id}-formats`}
          onChange={(event) => {
            add(loneFiles(event.target.files ?? []));
            // The same file may be picked again after it was mended.
            event.target.value = '';
          }}
        />
        <p id={`${id}-formats`} className={styles.formats}>
          {isRunning ? MODEL_TEXT.busy : MODEL_TEXT.formats} {MODEL_TEXT.local}
        </p>
      </div>
      <FileRows
        rows={rows}
        disabled={isRunning}
        onRole={setRole}
        onRemove={(file) => {
          remove(file);
          focusInput();
        }}
      />
      {fault !== null && (
        <FaultNotice
          fault={fault}
          onDismiss={() => {
            dismissFault();
            focusInput();
          }}
        />
      )}
      <p role="status" className={styles.notice}>
        {waiting ? MODEL_TEXT.needDefense : notice}
      </p>
    </div>
  );
}
