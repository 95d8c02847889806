/** What was not taken as it stood in a link, one line each. */
import type { LinkNotice } from '../link/linkTypes';
import { linkNoticeText } from '../text/share';
import styles from './LinkNotices.module.css';

export function LinkNotices({ notices }: { readonly notices: readonly LinkNotice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className={styles.notices}>
      {notices.map((notice) => (
        <li key={`${notice.kind} ${notice.field}`}>{linkNoticeText(notice)}</li>
      ))}
    </ul>
  );
}
