/** The link: its text, its size, what it carries, and a copy button. */
import { useEffect, useState } from 'react';
import { toFault, type Fault } from '../../../workers/protocol';
import { CopyButton } from '../../app/CopyButton';
import { FaultNotice } from '../../app/FaultNotice';
import { loadPresets } from '../../client/presets';
import { writeLink, type WrittenLink } from '../../link/writeLink';
import { useRecipe } from '../../state/recipeStore';
import { useView } from '../../state/viewStore';
import { SHARE_TEXT } from '../../text/share';
import { ownNumbers, shareContent } from './shareContent';
import styles from './SharePanel.module.css';

type Written = { readonly link: WrittenLink } | { readonly fault: Fault };

async function attackLink(): Promise<WrittenLink> {
  const [{ writeAttackLink }, { attackStore }] = await Promise.all([
    import('../../link/attackLink'),
    import('../../state/attackStore'),
  ]);
  return { hash: await writeAttackLink(attackStore.getState().recipe), form: 'full' };
}

async function recipeLink(withNumbers: boolean): Promise<WrittenLink> {
  // Without the list of presets the full form still works.
  const presets = await loadPresets().catch(() => []);
  return writeLink(shareContent(presets, withNumbers));
}

/** The link for the place as it stands; null while it is being written. */
function useWritten(isAttack: boolean, withNumbers: boolean): Written | null {
  const recipe = useRecipe((state) => state.recipe);
  const [written, setWritten] = useState<Written | null>(null);
  useEffect(() => {
    let isCurrent = true;
    (isAttack ? attackLink() : recipeLink(withNumbers)).then(
      (link) => isCurrent && setWritten({ link }),
      (thrown: unknown) => isCurrent && setWritten({ fault: toFault(thrown) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [isAttack, withNumbers, recipe]);
  return written;
}

function LinkText({ link: { hash, form } }: { readonly link: WrittenLink }) {
  const address = `${location.origin}${location.pathname}${hash}`;
  return (
    <>
      <textarea
        className={styles.address}
        readOnly
        rows={3}
        aria-label={SHARE_TEXT.address}
        value={address}
        onFocus={(event) => event.target.select()}
      />
      <p className={styles.soft}>{SHARE_TEXT.size(address.length, form)}</p>
      <div className={styles.row}>
        <CopyButton label={SHARE_TEXT.copy} text={() => address} primary />
      </div>
    </>
  );
}

export function LinkSection() {
  const isAttack = useView((view) => view.place === 'attack');
  const hasNumbers = !isAttack && ownNumbers() !== null;
  const [wanted, setWanted] = useState(true);
  const written = useWritten(isAttack, hasNumbers && wanted);
  return (
    <section className={styles.section} aria-labelledby="share-link">
      <h3 id="share-link">{SHARE_TEXT.link}</h3>
      {hasNumbers && (
        <label className={styles.check}>
          <input type="checkbox" checked={wanted} onChange={(event) => setWanted(event.target.checked)} />
          {SHARE_TEXT.withNumbers}
        </label>
      )}
      {written === null && <p className={styles.soft}>{SHARE_TEXT.writing}</p>}
      {written !== null && 'link' in written && <LinkText link={written.link} />}
      {written !== null && 'fault' in written && <FaultNotice fault={written.fault} />}
      <p className={styles.soft}>{isAttack ? SHARE_TEXT.carriesAttack : SHARE_TEXT.carries}</p>
      <p className={styles.soft}>{SHARE_TEXT.carriesNot}</p>
    </section>
  );
}
