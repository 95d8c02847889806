/** What was opened before and is kept on this computer: open it again, forget it, ask the browser to keep it for good. */
import { Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  dismissRefusal,
  forget,
  forgetAll,
  kept,
  keepPermanently,
  takeKeptSet,
} from '../../client/keptFiles';
import type { PickedFile } from '../../../workers/protocol';
import { type KeptFile, useKept } from '../../state/keptStore';
import { bytesText } from '../../text/faultWords';
import { KEPT_TEXT } from '../../text/kept';
import styles from './KeptFiles.module.css';

export interface KeptFilesProps {
  /** Takes a file or files as if they had been dropped. */
  readonly onOpen: (files: readonly PickedFile[], name: string) => void;
  /** True while files cannot be changed. */
  readonly disabled?: boolean;
}

function totalBytes(files: readonly KeptFile[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}

interface RowProps {
  readonly file: KeptFile;
  readonly disabled: boolean;
  readonly onOpen: (file: KeptFile) => void;
  readonly onForget: (file: KeptFile) => void;
}

function Row({ file, disabled, onOpen, onForget }: RowProps) {
  const { name, bytes, sha256 } = file;
  return (
    <li className={styles.row}>
      <span className={styles.name}>{name}</span>
      <code className={styles.checksum} title={KEPT_TEXT.checksum(sha256)}>
        {sha256.slice(0, 8)}
      </code>
      <span className={styles.size}>{bytesText(bytes)}</span>
      <button
        type="button"
        disabled={disabled}
        aria-label={KEPT_TEXT.openNamed(name)}
        onClick={() => onOpen(file)}
      >
        {KEPT_TEXT.open}
      </button>
      <button
        type="button"
        data-quiet
        aria-label={KEPT_TEXT.forget(name)}
        title={KEPT_TEXT.forget(name)}
        onClick={() => onForget(file)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </li>
  );
}

/** Stands outside, so that React calls it only when an element appears. */
function focusOn(element: HTMLElement | null): void {
  element?.focus();
}

interface ForgetAllProps {
  readonly files: readonly KeptFile[];
  readonly onForget: () => void;
}

/** One click asks, the second one does it. The button that was pressed goes; what takes its place takes the focus. */
function ForgetAll({ files, onForget }: ForgetAllProps) {
  const [asked, setAsked] = useState<'never' | 'now' | 'before'>('never');
  const bytes = totalBytes(files);
  if (asked !== 'now') {
    return (
      <button type="button" ref={asked === 'before' ? focusOn : null} onClick={() => setAsked('now')}>
        <Trash2 size={16} aria-hidden="true" /> {KEPT_TEXT.forgetAll(bytes)}
      </button>
    );
  }
  return (
    <div className={styles.question} role="group" aria-label={KEPT_TEXT.forgetAll(bytes)}>
      <p>{KEPT_TEXT.reallyForget(files.length, bytes)}</p>
      <button type="button" ref={focusOn} onClick={() => setAsked('before')}>
        {KEPT_TEXT.no}
      </button>
      <button type="button" onClick={onForget}>
        {KEPT_TEXT.yes}
      </button>
    </div>
  );
}

/** How much room there is, and whether the browser may clear it. */
function RoomLine() {
  const room = useKept((state) => state.room);
  const isPermanent = useKept((state) => state.isPermanent);
  return (
    <p className={styles.soft}>
      {room !== null && KEPT_TEXT.room(room)} {isPermanent ? KEPT_TEXT.permanent : KEPT_TEXT.temporary}
    </p>
  );
}

/** Nothing where the browser has promised it already. */
function KeepPermanently({ onNotice }: { readonly onNotice: (notice: string) => void }) {
  const isPermanent = useKept((state) => state.isPermanent);
  if (isPermanent) return null;
  const ask = async () => {
    onNotice((await keepPermanently()) ? KEPT_TEXT.permanent : KEPT_TEXT.notGranted);
  };
  return (
    <button type="button" onClick={() => void ask()}>
      {KEPT_TEXT.makePermanent}
    </button>
  );
}

/** The file that was opened and could not be kept; a remark, no fault. */
function RefusalLine() {
  const refusal = useKept((state) => state.refusal);
  return (
    <p role="status" className={styles.refusal}>
      {refusal !== null && (
        <>
          {KEPT_TEXT.refused(refusal.name, refusal.bytes, refusal.reason)}
          <button type="button" data-quiet aria-label={KEPT_TEXT.dismiss} onClick={dismissRefusal}>
            <X size={16} aria-hidden="true" />
          </button>
        </>
      )}
    </p>
  );
}

interface BodyProps extends Required<KeptFilesProps> {
  readonly files: readonly KeptFile[];
  readonly onNotice: (notice: string) => void;
  /** Something that had the focus is gone. */
  readonly onGone: (notice: string) => void;
}

function Body({ files, disabled, onOpen, onNotice, onGone }: BodyProps) {
  const open = async ({ sha256, name }: KeptFile) => {
    const files = await takeKeptSet(sha256);
    if (files !== null) {
      onOpen(files, name);
      return;
    }
    await kept();
    onGone(KEPT_TEXT.gone(name));
  };
  const forgetOne = async ({ sha256, name }: KeptFile) => {
    await forget(sha256);
    onGone(KEPT_TEXT.forgotten(name));
  };
  const forgetEvery = async () => {
    await forgetAll();
    onGone(KEPT_TEXT.allForgotten);
  };
  return (
    <>
      <ul className={styles.rows} aria-label={KEPT_TEXT.list}>
        {files.map((file) => (
          <Row
            key={file.sha256}
            file={file}
            disabled={disabled}
            onOpen={(line) => void open(line)}
            onForget={(line) => void forgetOne(line)}
          />
        ))}
      </ul>
      <RoomLine />
      <div className={styles.buttons}>
        <KeepPermanently onNotice={onNotice} />
        <ForgetAll files={files} onForget={() => void forgetEvery()} />
      </div>
    </>
  );
}

/** A fold with the kept files; one line where nothing is kept, or nothing can be. */
export function KeptFiles({ onOpen, disabled = false }: KeptFilesProps) {
  const status = useKept((state) => state.status);
  const files = useKept((state) => state.files);
  const [notice, setNotice] = useState('');
  const summary = useRef<HTMLElement>(null);
  useEffect(() => {
    void kept();
  }, []);
  // The button that was pressed goes with its row; the summary is what stays.
  const onGone = (text: string) => {
    setNotice(text);
    summary.current?.focus();
  };
  const hasFiles = files.length > 0;
  return (
    <div className={styles.kept}>
      <details>
        <summary ref={summary}>
          {KEPT_TEXT.title}
          {hasFiles && (
            <span className={styles.count}>{KEPT_TEXT.count(files.length, totalBytes(files))}</span>
          )}
        </summary>
        <div className={styles.body}>
          <p className={styles.soft}>
            {status === 'unavailable' ? KEPT_TEXT.unavailable : hasFiles ? KEPT_TEXT.why : KEPT_TEXT.none}
          </p>
          {hasFiles && (
            <Body files={files} disabled={disabled} onOpen={onOpen} onNotice={setNotice} onGone={onGone} />
          )}
          <p role="status" className={styles.notice}>
            {notice}
          </p>
        </div>
      </details>
      <RefusalLine />
    </div>
  );
}
