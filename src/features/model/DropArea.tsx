/** Takes the user's files: dropped anywhere on the page, picked, fetched from an address, or kept from before. */
import { FileUp } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { FaultNotice } from '../../app/FaultNotice';
import { dropStore, useDrop } from '../../state/dropStore';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { useIsBusy } from '../../state/steered';
import { MODEL_TEXT } from '../../text/model';
import { AddressField } from './AddressField';
import styles from './DropArea.module.css';
import { type DroppedItem, keptItems, takeDropped, takePicked } from './droppedItems';
import { FileDoctor } from './doctor/FileDoctor';
import { FileRows } from './FileRows';
import { KeptFiles } from './KeptFiles';
import { useOwnFiles } from './useOwnFiles';

/** What files that were given still wait for; empty where they wait for nothing. */
function useWaitingText(): string {
  const hasUnlabelled = useEngine(({ unlabelled }) => Object.keys(unlabelled).length > 0);
  const isIncomplete = useEngine(
    ({ files }) => files.defense === null && (files.test !== null || files.poisoned !== null),
  );
  const hasOnlyNetwork = useRecipe(
    ({ recipe }) => recipe.model.kind === 'file' && recipe.data.kind !== 'files',
  );
  if (hasUnlabelled) return MODEL_TEXT.needLabel;
  if (isIncomplete) return MODEL_TEXT.needDefense;
  return hasOnlyNetwork ? MODEL_TEXT.needImages : '';
}

/** An attribute that React's types do not know. */
const WHOLE_FOLDERS = { webkitdirectory: '' };

/** What is already a file, as if it had been dropped. */
function given(file: File): Promise<{ ok: true; value: readonly DroppedItem[] }> {
  return Promise.resolve({ ok: true, value: [{ kind: 'file', file }] });
}

interface PickerProps {
  readonly id: string;
  readonly disabled: boolean;
  readonly onPicked: (files: readonly File[]) => void;
}

/** The labelled input under the area, and a button for a folder. */
function Picker({ id, disabled, onPicked }: PickerProps) {
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    onPicked([...(input.files ?? [])]);
    // The same file may be picked again after it was mended.
    input.value = '';
  };
  return (
    <>
      <label htmlFor={id} className={styles.label}>
        {MODEL_TEXT.drop} <span className={styles.choose}>{MODEL_TEXT.choose}</span>
      </label>
      <input
        id={id}
        type="file"
        multiple
        className={styles.input}
        disabled={disabled}
        aria-describedby={`${id}-formats`}
        onChange={(event) => take(event.target)}
      />
      <input
        ref={folder}
        type="file"
        {...WHOLE_FOLDERS}
        hidden
        aria-label={MODEL_TEXT.chooseFolder}
        onChange={(event) => take(event.target)}
      />
      <button
        type="button"
        data-quiet
        className={styles.folder}
        disabled={disabled}
        onClick={() => folder.current?.click()}
      >
        {MODEL_TEXT.chooseFolder}
      </button>
    </>
  );
}

/** Drop area, the list of what was dropped, and faults of files. What is on the page stays until a file is in. */
export function DropArea() {
  const id = useId();
  const { rows, add, setRole, setReading, remove, notice, fault, dismissFault } = useOwnFiles();
  const isRunning = useIsBusy();
  const waiting = useWaitingText();
  const [found, setFound] = useState<number | null>(null);
  // What had the focus goes; the next thing to do is to give other files.
  const focusInput = () => document.getElementById(id)?.focus({ preventScroll: true });
  const options = { onProgress: setFound };
  const walk = (taking: ReturnType<typeof takePicked>): void =>
    void add(taking.finally(() => setFound(null)));
  useDrop((drop) => drop.dropped);
  useEffect(() => {
    const { dropped } = dropStore.getState();
    if (dropped === null) return;
    dropStore.setState({ dropped: null });
    walk(takeDropped(dropped, options));
  });
  return (
    <div className={styles.drop}>
      <div className={styles.area} data-disabled={isRunning}>
        <FileUp size={24} aria-hidden="true" className={styles.icon} />
        <Picker id={id} disabled={isRunning} onPicked={(files) => walk(takePicked(files, options))} />
        <p id={`${id}-formats`} className={styles.formats}>
          {isRunning ? MODEL_TEXT.busy : MODEL_TEXT.formats} {MODEL_TEXT.local}
        </p>
      </div>
      <AddressField disabled={isRunning} onFetched={(file, address) => void add(given(file), address)} />
      <KeptFiles
        disabled={isRunning}
        onOpen={(files, name) => void add(Promise.resolve({ ok: true, value: keptItems(files, name) }))}
      />
      {/* Above what is found out later: its button must not move under the pointer. */}
      {fault !== null && (
        <FaultNotice
          fault={fault}
          onDismiss={() => {
            dismissFault();
            focusInput();
          }}
        />
      )}
      <FileDoctor disabled={isRunning} onGone={focusInput} />
      <FileRows
        rows={rows}
        disabled={isRunning}
        onRole={setRole}
        onReading={setReading}
        onRemove={(row) => {
          remove(row);
          focusInput();
        }}
      />
      <p role="status" className={styles.notice}>
        {found === null ? [notice, waiting].filter((each) => each !== '').join(' ') : MODEL_TEXT.found(found)}
      </p>
    </div>
  );
}
