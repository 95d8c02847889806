/** What was opened before and is kept on this computer: open it again, forget it, ask the browser to keep it for good. */
import { Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { dismissRefusal, forget, forgetAll, kept, keepPermanently, takeKept } from '../../client/keptFiles';
import { type KeptFile, useKept } from '../../state/keptStore';
import { bytesText } from '../../text/faultWords';
import { KEPT_TEXT } from '../../text/kept';
import styles from './KeptFiles.module.css';

export interface KeptFilesProps {
  /** Takes a file as if it had been dropped. */
  readonly onOpen: (file: File) => void;
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

/** One click asks, the second one does it. */
function ForgetAll({
  files,
  onForget,
}: {
  readonly files: readonly KeptFile[];
  readonly onForget: () => void;
}) {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" onClick={() => setIsAsking(true)}>
        <Trash2 size={16} aria-hidden="true" /> {KEPT_TEXT.forgetAll}
      </button>
    );
  }
  return (
    <div className={styles.question} role="group" aria-label={KEPT_TEXT.forgetAll}>
      <p>{KEPT_TEXT.reallyForget(files.length, totalBytes(files))}</p>
      {/* The button that was pressed is gone; the harmless answer takes its focus. */}
      <button type="button" ref={(button) => button?.focus()} onClick={() => setIsAsking(false)}>
        {KEPT_TEXT.no}
      </button>
      <button type="button" onClick={onForget}>
        {KEPT_TEXT.yes}
      </button>
    </div>
  );
}

/** How much room there is, and whether the browser may clear it. */
function RoomLine({ onNotice }: { readonly onNotice: (notice: string) => void }) {
  const room = useKept((state) => state.room);
  const isPermanent = useKept((state) => state.isPermanent);
  const ask = async () => {
    if (!(await keepPermanently())) onNotice(KEPT_TEXT.notGranted);
  };
  return (
    <div className={styles.room}>
      <p>
        {room !== null && KEPT_TEXT.room(room)} {isPermanent ? KEPT_TEXT.permanent : KEPT_TEXT.temporary}
      </p>
      {!isPermanent && (
        <button type="button" onClick={() => void ask()}>
          {KEPT_TEXT.makePermanent}
        </button>
      )}
    </div>
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

/** A fold with the kept files; one line where nothing is kept, or nothing can be. */
export function KeptFiles({ onOpen, disabled = false }: KeptFilesProps) {
  const status = useKept((state) => state.status);
  const files = useKept((state) => state.files);
  const [notice, setNotice] = useState('');
  const summary = useRef<HTMLElement>(null);
  useEffect(() => {
    void kept();
  }, []);
  const open = async (line: KeptFile) => {
    const file = await takeKept(line.sha256);
    if (file !== null) {
      onOpen(file);
      return;
    }
    await kept();
    setNotice(KEPT_TEXT.gone(line.name));
    summary.current?.focus();
  };
  // The button that was pressed goes with its row; the summary is what stays.
  const afterwards = (text: string) => {
    setNotice(text);
    summary.current?.focus();
  };
  return (
    <details className={styles.kept}>
      <summary ref={summary}>
        {KEPT_TEXT.title}
        {files.length > 0 && (
          <span className={styles.count}>{KEPT_TEXT.count(files.length, totalBytes(files))}</span>
        )}
      </summary>
      <div className={styles.body}>
        <p className={styles.soft}>
          {status === 'unavailable'
            ? KEPT_TEXT.unavailable
            : files.length > 0
              ? KEPT_TEXT.why
              : KEPT_TEXT.none}
        </p>
        {files.length > 0 && (
          <>
            <ul className={styles.rows} aria-label={KEPT_TEXT.list}>
              {files.map((file) => (
                <Row
                  key={file.sha256}
                  file={file}
                  disabled={disabled}
                  onOpen={(line) => void open(line)}
                  onForget={({ sha256, name }) =>
                    void forget(sha256).then(() => afterwards(KEPT_TEXT.forgotten(name)))
                  }
                />
              ))}
            </ul>
            <RoomLine onNotice={setNotice} />
            <ForgetAll
              files={files}
              onForget={() => void forgetAll().then(() => afterwards(KEPT_TEXT.allForgotten))}
            />
          </>
        )}
        <RefusalLine />
        <p role="status" className={styles.notice}>
          {notice}
        </p>
      </div>
    </details>
  );
}
