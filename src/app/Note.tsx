/** A note above or in a place: an icon, words, and a button that takes it away. */
import { type LucideIcon, X } from 'lucide-react';
import type { HTMLAttributes } from 'react';
import { APP_TEXT } from '../text/app';
import styles from './Note.module.css';

export interface NoteProps extends HTMLAttributes<HTMLElement> {
  readonly icon: LucideIcon;
  readonly tone: 'plain' | 'danger';
  readonly onDismiss?: (() => void) | undefined;
}

export function Note({ icon: Icon, tone, onDismiss, children, ...attributes }: NoteProps) {
  return (
    <section className={styles.note} data-tone={tone} {...attributes}>
      <Icon aria-hidden size={20} className={styles.icon} />
      <div className={styles.words}>{children}</div>
      {onDismiss !== undefined && (
        <button type="button" data-quiet onClick={onDismiss} aria-label={APP_TEXT.dismiss}>
          <X aria-hidden size={18} />
        </button>
      )}
    </section>
  );
}
