/** The left column: network, images and trigger that are open, the options, and the one button. */
import { Eye } from 'lucide-react';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { useView } from '../../state/viewStore';
import { DETECT_TEXT } from '../../text/detect';
import { pixelsName } from '../../text/model';
import { classesLine, defenseLine, networkLine, RESULT_TEXT } from '../../text/run';
import { Card } from '../run/Card';
import { formatCount } from '../run/format';
import { kindLine } from '../run/TriggerCard';
import styles from './Detect.module.css';
import { DetectButton } from './DetectButton';
import { OptionGroups } from './OptionGroups';
import { usePlannedDetection } from './usePlannedDetection';

function NetworkCard() {
  const model = useEngine((engine) => engine.model);
  return (
    <Card title={DETECT_TEXT.network}>
      {model === null ? (
        <p>{DETECT_TEXT.noNetwork}</p>
      ) : (
        <>
          <p>
            {model.name}, {model.architecture}
          </p>
          <p className={styles.soft}>
            {networkLine(formatCount(model.channels), formatCount(model.parameters))}
          </p>
        </>
      )}
    </Card>
  );
}

function DataCard() {
  const data = useEngine((engine) => engine.data);
  const { images } = usePlannedDetection().detect;
  if (data === null) return <Card title={DETECT_TEXT.data}>{DETECT_TEXT.noData}</Card>;
  const { classes, defense, pixels, test } = data;
  const [drawn, all] = [Math.min(images, defense.count), defense.count].map(formatCount);
  return (
    <Card title={DETECT_TEXT.data}>
      <p>{defenseLine(drawn ?? '', all ?? '', test === null ? null : formatCount(test.count))}</p>
      <p className={styles.soft}>
        {test === null ? DETECT_TEXT.noTest : classesLine(classes.length, pixelsName(pixels))}
      </p>
    </Card>
  );
}

function TriggerCard() {
  const trigger = useRecipe(({ recipe }) => recipe.trigger);
  const showOracle = useView((view) => view.oracle);
  if (!showOracle) return null;
  return (
    <Card title={DETECT_TEXT.trigger}>
      {trigger !== null && (
        <Eye size={16} className={styles.eye} aria-label={RESULT_TEXT.oracle} role="img" />
      )}{' '}
      {trigger === null ? DETECT_TEXT.noTrigger : DETECT_TEXT.knownTrigger(kindLine(trigger))}
    </Card>
  );
}

export function DetectColumn() {
  return (
    <section className={styles.column} aria-label={DETECT_TEXT.column}>
      <NetworkCard />
      <DataCard />
      <TriggerCard />
      <OptionGroups />
      <DetectButton />
    </section>
  );
}
