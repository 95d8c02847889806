/** What a link or a file brought to this place, and what of it could not be taken as it stood. */
import { Link } from 'lucide-react';
import { LinkNotices } from '../../app/LinkNotices';
import { Note } from '../../app/Note';
import { dismissBrought, useAttack } from '../../state/attackStore';
import { BROUGHT_TEXT } from '../../text/attack';

export function BroughtNote() {
  const brought = useAttack((attack) => attack.brought);
  if (brought === null) return null;
  const { ownImages, notices } = brought;
  return (
    <Note icon={Link} tone="plain" aria-label={BROUGHT_TEXT.title} onDismiss={dismissBrought}>
      <p>
        <strong>{BROUGHT_TEXT.title}</strong> {BROUGHT_TEXT.line}
      </p>
      {ownImages !== null && <p>{BROUGHT_TEXT.ownImages(ownImages)}</p>}
      <LinkNotices notices={notices} />
    </Note>
  );
}
