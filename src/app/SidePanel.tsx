/** A side sheet over any place: a modal dialog, so that focus stays inside and goes back where it came from. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { setView } from '../state/viewStore';
import { APP_TEXT } from '../text/app';
import styles from './SidePanel.module.css';

interface SidePanelProps {
  readonly title: string;
  readonly children: ReactNode;
}

function close(): void {
  setView({ panel: null });
}

export function SidePanel({ title, children }: SidePanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // A click on the backdrop is a click on the dialog itself; keyboards close it with Escape.
  useEffect(() => {
    const element = dialog.current;
    const onClick = (event: MouseEvent): void => {
      if (event.target === element) close();
    };
    element?.addEventListener('click', onClick);
    return () => element?.removeEventListener('click', onClick);
  }, []);
  return (
    <dialog ref={dialog} className={styles.panel} aria-labelledby={heading} onClose={close}>
      <div className={styles.inside}>
        <div className={styles.head}>
          <h2 id={heading}>{title}</h2>
          <button type="button" data-quiet onClick={close} aria-label={APP_TEXT.close}>
            <X aria-hidden size={20} />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
