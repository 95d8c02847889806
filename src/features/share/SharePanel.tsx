/** Share: the link, the files of a run, a way back in for reports, and the paper. */
import { CopyButton } from '../../app/CopyButton';
import { BIBTEX, SHARE_TEXT } from '../../text/share';
import { FilesSection } from './FilesSection';
import { ImportSection } from './ImportSection';
import { LinkSection } from './LinkSection';
import styles from './SharePanel.module.css';

function CiteSection() {
  return (
    <section className={styles.section} aria-labelledby="share-cite">
      <h3 id="share-cite">{SHARE_TEXT.cite}</h3>
      <p className={styles.soft}>{SHARE_TEXT.citeHint}</p>
      {/* Focusable, so that keyboards can scroll it sideways. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.bibtex} tabIndex={0} aria-label={SHARE_TEXT.cite}>
        {BIBTEX}
      </pre>
      <div className={styles.row}>
        <CopyButton label={SHARE_TEXT.copyBibtex} text={() => BIBTEX} />
      </div>
    </section>
  );
}

export function SharePanel() {
  return (
    <>
      <LinkSection />
      <FilesSection />
      <ImportSection />
      <CiteSection />
    </>
  );
}
