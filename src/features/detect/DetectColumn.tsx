/** The left column: network, images and trigger that are open, the options, and the one button. */
import { Eye } from 'lucide-react';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { useView } from '../../state/viewStore';
import { DETECT_TEXT } from '../../text/detect';
import { RESULT_TEXT } from '../../text/run';
import { Card } from '../run/Card';
import { DataCard, NetworkCard } from '../run/OpenCards';
import { kindLine } from '../run/TriggerCard';
import layout from '../../app/TwoColumns.module.css';
import styles from './Detect.module.css';
import { DetectButton } from './DetectButton';
import { OptionGroups } from './OptionGroups';
import { usePlannedDetection } from './usePlannedDetection';

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
  const model = useEngine((engine) => engine.model);
  const data = useEngine((engine) => engine.data);
  const { images } = usePlannedDetection().detect;
  const { noData, noNetwork, noTest } = DETECT_TEXT;
  return (
    <section className={layout.column} aria-label={DETECT_TEXT.column}>
      <NetworkCard model={model} none={noNetwork} />
      <DataCard data={data} images={images} none={noData} noTest={noTest} />
      <TriggerCard />
      <OptionGroups />
      <DetectButton />
    </section>
  );
}
