/** Which files open, with the line that produces each, and which go out. */
import {
  ARCHITECTURES_IN,
  type FormatEntry,
  FORMATS_OUT,
  IMAGES_IN,
  NETWORKS_IN,
  OTHERS_IN,
} from '../../text/formats';
import { HELP_TEXT } from '../../text/help';
import styles from './HelpPanel.module.css';

function Entries({ entries }: { readonly entries: readonly FormatEntry[] }) {
  return (
    <dl className={styles.words}>
      {entries.map(({ term, meaning, line }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {meaning}
            {line !== null && <code className={styles.line}>{line}</code>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Formats() {
  return (
    <section className={styles.section} aria-labelledby="help-formats">
      <h3 id="help-formats">{HELP_TEXT.formats}</h3>
      <h4>{HELP_TEXT.networks}</h4>
      <Entries entries={NETWORKS_IN} />
      <p className={styles.soft}>{ARCHITECTURES_IN}</p>
      <h4>{HELP_TEXT.images}</h4>
      <Entries entries={IMAGES_IN} />
      <h4>{HELP_TEXT.others}</h4>
      <Entries entries={OTHERS_IN} />
      <p className={styles.soft}>{FORMATS_OUT}</p>
    </section>
  );
}
