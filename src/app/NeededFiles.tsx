/** The files that a link needs, each with its name, its checksum, and whether it is here. */
import { Check, CircleDashed, TriangleAlert } from 'lucide-react';
import type { NeededFile } from '../link/neededFiles';
import { LINK_TEXT, NEED_TEXTS } from '../text/share';
import styles from './NeededFiles.module.css';

const ICONS = { here: Check, other: TriangleAlert, missing: CircleDashed } as const;

export function NeededFiles({ files }: { readonly files: readonly NeededFile[] }) {
  return (
    <ul className={styles.files} aria-label={LINK_TEXT.needs}>
      {files.map(({ name, sha256, state }) => {
        const Icon = ICONS[state];
        return (
          <li key={`${name} ${sha256}`} data-state={state}>
            <Icon aria-hidden size={16} />
            <span>
              <strong>{name}</strong> <code>{LINK_TEXT.checksum(sha256)}</code>{' '}
              <span className={styles.state}>{NEED_TEXTS[state]}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
