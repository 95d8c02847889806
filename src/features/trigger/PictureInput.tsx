/** Takes the user's own picture. */
import { ImageUp } from 'lucide-react';
import { TRIGGER_TEXT } from '../../text/trigger';
import styles from './TriggerEditor.module.css';

export interface PictureInputProps {
  readonly isChosen: boolean;
  readonly onFile: (file: File) => void;
}

/** A labelled file input that looks like a button. */
export function PictureInput({ isChosen, onFile }: PictureInputProps) {
  return (
    <div className={styles.file}>
      <label>
        <span className={styles.fileButton}>
          <ImageUp size={16} aria-hidden="true" />
          {isChosen ? TRIGGER_TEXT.otherPicture : TRIGGER_TEXT.picture}
        </span>
        <input
          type="file"
          accept="image/png,image/*"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file !== undefined) onFile(file);
          }}
        />
      </label>
      <span className={styles.soft}>{TRIGGER_TEXT.pictureHint}</span>
    </div>
  );
}
