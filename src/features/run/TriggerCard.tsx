/** The trigger on one picture, small, and what it is in one line. */
import type { Trigger } from '../../../workers/protocol';
import { useView } from '../../state/viewStore';
import {
  allToAllLine,
  imageSize,
  patchSize,
  RUN_TEXT,
  sourceLine,
  TRIGGER_KINDS,
  triggerLine,
} from '../../text/run';
import { PictureView } from '../start/PictureView';
import { className } from '../start/verdict';
import { Card } from './Card';
import styles from './RunColumn.module.css';
import { usePreview } from './usePreview';

/** What a trigger is, in a few words. */
export function kindLine(trigger: Trigger): string {
  const { kind } = trigger;
  switch (kind) {
    case 'patch':
      return patchSize(trigger.size, trigger.pattern);
    case 'image':
      return imageSize(trigger.width, trigger.height);
    case 'blend':
    case 'sinusoid':
    case 'add':
    case 'multiply':
    case 'warp':
    case 'style':
    case 'generator':
    case 'images':
      return TRIGGER_KINDS[kind];
    default:
      return kind satisfies never;
  }
}

/** What it is, and which images it turns into what. */
function triggerText(trigger: Trigger, classes: readonly string[] | null): string {
  const { target, labels } = trigger;
  const what = kindLine(trigger);
  if (labels === undefined) return triggerLine(what, className(classes, target));
  return labels.kind === 'all-to-all'
    ? allToAllLine(what)
    : sourceLine(what, className(classes, labels.source), className(classes, target));
}

interface TriggerCardProps {
  readonly trigger: Trigger | null;
  readonly classes: readonly string[] | null;
}

export function TriggerCard({ trigger, classes }: TriggerCardProps) {
  const image = useView((view) => view.image);
  const picture = usePreview(image, trigger, trigger !== null);
  return (
    <Card title={RUN_TEXT.trigger}>
      <div className={styles.trigger}>
        <div className={styles.triggerPicture}>
          {picture !== null && <PictureView picture={picture} alt={RUN_TEXT.triggerAlt} />}
        </div>
        <p>{trigger === null ? RUN_TEXT.noTrigger : triggerText(trigger, classes)}</p>
      </div>
    </Card>
  );
}
