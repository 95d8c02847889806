/** Files may be dropped anywhere: they are taken as if dropped on the drop area, and never make the browser leave the page. */
import { useEffect, useState } from 'react';
import { goToOwnModel } from '../features/start/goToOwnModel';
import { holdDropped } from '../state/dropStore';
import { isBusy, useIsBusy } from '../state/steered';
import { APP_TEXT } from '../text/app';
import { MODEL_TEXT } from '../text/model';
import styles from './PageDrop.module.css';

/** The files of a drag; null where text or a link is dragged, which is none of our business. */
function filesOf({ dataTransfer }: DragEvent): DataTransfer | null {
  return dataTransfer?.types.includes('Files') === true ? dataTransfer : null;
}

/** Listens on the window; `onOver` hears when files come over the page and when they are gone. */
function listenToDrops(onOver: (isOver: boolean) => void): () => void {
  const over = (event: DragEvent): void => {
    if (filesOf(event) === null) return;
    event.preventDefault();
    onOver(true);
  };
  const leave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) onOver(false);
  };
  const drop = (event: DragEvent): void => {
    const transfer = filesOf(event);
    onOver(false);
    // Some places take files themselves.
    if (transfer === null || event.defaultPrevented) return;
    event.preventDefault();
    if (isBusy()) return;
    holdDropped(transfer);
    goToOwnModel();
  };
  window.addEventListener('dragover', over);
  window.addEventListener('dragleave', leave);
  window.addEventListener('drop', drop);
  return () => {
    window.removeEventListener('dragover', over);
    window.removeEventListener('dragleave', leave);
    window.removeEventListener('drop', drop);
  };
}

/** A frame over the page while files are dragged over it. */
export function PageDrop() {
  const [isOver, setIsOver] = useState(false);
  const isBusy = useIsBusy();
  useEffect(() => listenToDrops(setIsOver), []);
  if (!isOver) return null;
  return (
    <div className={styles.cover} data-busy={isBusy}>
      <p>{isBusy ? MODEL_TEXT.busy : APP_TEXT.dropAnywhere}</p>
    </div>
  );
}
