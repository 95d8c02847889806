/** Things worth saying about the detection under way that stop nothing; a report says them as caveats. */
import { Info } from 'lucide-react';
import { useDetection } from '../../state/detectStore';
import { noticeText } from '../../text/notices';
import styles from './Detect.module.css';

export function DetectNotices() {
  const notices = useDetection((detection) => (detection.report === null ? detection.notices : NONE));
  if (notices.length === 0) return null;
  return (
    <ul className={styles.notices}>
      {notices.map((notice) => (
        <li key={notice.code}>
          <Info size={16} aria-hidden="true" /> {noticeText(notice)}
        </li>
      ))}
    </ul>
  );
}

const NONE: readonly never[] = [];
