/** What a link brought, before anything runs: the recipe in one line, what was changed on the way, and a Run button. */
import { Link } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { client } from '../client/engineClient';
import { goToOwnModel } from '../features/start/goToOwnModel';
import { neededFiles } from '../link/neededFiles';
import { useEngine } from '../state/engineStore';
import { closeLinkPreview, dismissLinkFault, useLink } from '../state/linkStore';
import { useRecipe } from '../state/recipeStore';
import { useRefusal } from '../state/refusal';
import { useIsBusy } from '../state/steered';
import { setView } from '../state/viewStore';
import { LINK_TEXT, recipeSentence, RELOAD_SENTENCE } from '../text/share';
import { FaultNotice } from './FaultNotice';
import { LinkNotices } from './LinkNotices';
import styles from './LinkPreview.module.css';
import { Note } from './Note';
import { RefusalLine } from './RefusalLine';

/** Only links that name files need it. */
const NeededFiles = lazy(() => import('./NeededFiles').then((module) => ({ default: module.NeededFiles })));

function run(): void {
  closeLinkPreview();
  setView({ place: 'run' });
  void client.startRun();
}

function Preview() {
  const opened = useLink((link) => link.opened);
  const from = useLink((link) => link.from);
  const recipe = useRecipe((state) => state.recipe);
  const busy = useIsBusy();
  const model = useEngine((engine) => engine.model);
  const data = useEngine((engine) => engine.data);
  const masks = useEngine((engine) => engine.masks);
  const ownModel = useEngine((engine) => engine.files.model !== null);
  const isRefused = useRefusal() !== null;
  if (opened === null) return null;
  const needs = neededFiles(opened.recipe, { model, data, masks }, ownModel);
  // A recipe that was edited is no more the link's, but one that waits for files changes with every file.
  if (opened.recipe !== recipe && needs.length === 0) return null;
  const waits = needs.some(({ state }) => state !== 'here');
  // After a reload there is nothing to say once everything is here again.
  if (from === 'reload' && !waits) return null;
  return (
    <Note icon={Link} tone="plain" aria-label={LINK_TEXT.title[from]} onDismiss={closeLinkPreview}>
      <p>
        <strong>{LINK_TEXT.title[from]}</strong>{' '}
        {from === 'reload' ? RELOAD_SENTENCE : recipeSentence(opened)}
      </p>
      <LinkNotices notices={opened.notices} />
      {needs.length > 0 && (
        <Suspense>
          <NeededFiles recipe={opened.recipe} files={needs} />
        </Suspense>
      )}
      {/* What is not here stands in the list of files. */}
      {!waits && <RefusalLine id="link-refusal" />}
      <div className={styles.buttons}>
        {waits && (
          <button type="button" onClick={goToOwnModel}>
            {LINK_TEXT.bring}
          </button>
        )}
        <button type="button" onClick={run} disabled={busy || waits || isRefused}>
          {LINK_TEXT.run}
        </button>
        <button type="button" onClick={() => setView({ panel: 'recipe' })}>
          {LINK_TEXT.look}
        </button>
      </div>
    </Note>
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
