/** What a link brought, before anything runs: the recipe in one line, what was changed on the way, and a Run button. */
import { Link, X } from 'lucide-react';
import { client } from '../client/engineClient';
import { closeLinkPreview, dismissLinkFault, useLink } from '../state/linkStore';
import { useRecipe } from '../state/recipeStore';
import { useRun } from '../state/runStore';
import { isAlive } from '../state/transition';
import { setView } from '../state/viewStore';
import { APP_TEXT } from '../text/app';
import { LINK_TEXT, linkNoticeText, recipeSentence } from '../text/share';
import { FaultNotice } from './FaultNotice';
import styles from './LinkPreview.module.css';

function run(): void {
  closeLinkPreview();
  setView({ place: 'run' });
  void client.startRun();
}

function Preview() {
  const opened = useLink((link) => link.opened);
  const recipe = useRecipe((state) => state.recipe);
  const busy = useRun((state) => isAlive(state.status) && !state.recorded);
  if (opened === null || opened.recipe !== recipe) return null;
  return (
    <section className={styles.preview} aria-label={LINK_TEXT.title}>
      <Link aria-hidden size={18} className={styles.icon} />
      <div className={styles.words}>
        <p>
          <strong>{LINK_TEXT.title}</strong> {recipeSentence(opened)}
        </p>
        {opened.notices.length > 0 && (
          <ul className={styles.notices}>
            {opened.notices.map((notice) => (
              <li key={`${notice.kind} ${notice.field}`}>{linkNoticeText(notice)}</li>
            ))}
          </ul>
        )}
        <div className={styles.buttons}>
          <button type="button" onClick={run} disabled={busy}>
            {LINK_TEXT.run}
          </button>
          <button type="button" onClick={() => setView({ panel: 'recipe' })}>
            {LINK_TEXT.look}
          </button>
        </div>
      </div>
      <button type="button" data-quiet onClick={closeLinkPreview} aria-label={APP_TEXT.dismiss}>
        <X aria-hidden size={18} />
      </button>
    </section>
  );
}

export function LinkPreview() {
  const fault = useLink((link) => link.fault);
  const some = useLink((link) => link.opened !== null || link.fault !== null);
  if (!some) return null;
  return (
    <div className={styles.place}>
      {fault !== null && <FaultNotice fault={fault} onDismiss={dismissLinkFault} />}
      <Preview />
    </div>
  );
}
