/** What a link or a file brought to this place, and what of it could not be taken as it stood. */
import { Link, X } from 'lucide-react';
import { dismissBrought, useAttack } from '../../state/attackStore';
import { APP_TEXT } from '../../text/app';
import { BROUGHT_TEXT } from '../../text/attack';
import { linkNoticeText } from '../../text/share';
import styles from './BroughtNote.module.css';

export function BroughtNote() {
  const brought = useAttack((attack) => attack.brought);
  if (brought === null) return null;
  const { ownImages, notices } = brought;
  return (
    <section className={styles.note} aria-label={BROUGHT_TEXT.title}>
      <Link aria-hidden size={18} />
      <div className={styles.words}>
        <p>
          <strong>{BROUGHT_TEXT.title}</strong> {BROUGHT_TEXT.line}
        </p>
        {ownImages !== null && <p>{BROUGHT_TEXT.ownImages(ownImages)}</p>}
        {notices.length > 0 && (
          <ul>
            {notices.map((notice) => (
              <li key={`${notice.kind} ${notice.field}`}>{linkNoticeText(notice)}</li>
            ))}
          </ul>
        )}
      </div>
      <button type="button" data-quiet onClick={dismissBrought} aria-label={APP_TEXT.dismiss}>
        <X aria-hidden size={18} />
      </button>
    </section>
  );
}
