/** Help: keys, words, files, privacy. */
import { ACTIONS } from '../../actions/registry';
import { setView, useView } from '../../state/viewStore';
import { GLOSSARY, type GlossaryEntry, GPU_HELP, HELP_TEXT, keyName, PRIVACY, STEPS } from '../../text/help';
import { Formats } from './Formats';
import { GPU_HELP_ID } from './openGpuHelp';
import styles from './HelpPanel.module.css';

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

function Keys() {
  const on = useView((view) => view.shortcuts);
  return (
    <section className={styles.section} aria-labelledby="help-keys">
      <h3 id="help-keys">{HELP_TEXT.keys}</h3>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => setView({ shortcuts: event.target.checked })}
        />
        {HELP_TEXT.keysOn}
      </label>
      <table>
        <thead>
          <tr>
            <th scope="col">{HELP_TEXT.key}</th>
            <th scope="col">{HELP_TEXT.does}</th>
          </tr>
        </thead>
        <tbody>
          {ACTIONS.map(({ id, label, shortcut }) =>
            shortcut === null ? null : (
              <tr key={id}>
                <td>
                  <kbd className={styles.key}>{keyName(shortcut, isMac())}</kbd>
                </td>
                <td>{label}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function Words({ id, title, entries }: { id: string; title: string; entries: readonly GlossaryEntry[] }) {
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id} tabIndex={-1}>
        {title}
      </h3>
      <dl className={styles.words}>
        {entries.map(({ term, meaning }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function HelpPanel() {
  return (
    <>
      <p>{HELP_TEXT.intro}</p>
      <Words id="help-steps" title={HELP_TEXT.steps} entries={STEPS} />
      <Words id="help-words" title={HELP_TEXT.glossary} entries={GLOSSARY} />
      <Keys />
      <Formats />
      <Words id={GPU_HELP_ID} title={HELP_TEXT.gpu} entries={GPU_HELP} />
      <section className={styles.section} aria-labelledby="help-privacy">
        <h3 id="help-privacy">{HELP_TEXT.privacy}</h3>
        <ul className={styles.list}>
          {PRIVACY.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
