/** The curves of a training: loss, training accuracy, clean accuracy and attack success. */
import { Suspense, useMemo, useState } from 'react';
import { TRAINING_STAGES, type TrainingStage } from '../../../workers/protocol';
import { Segments } from '../../charts/Segments';
import { trainSeries, useTrainSeries } from '../../state/series';
import { useTraining } from '../../state/trainStore';
import { TRAINING_TEXT } from '../../text/attack';
import { UNLEARN_TEXT } from '../../text/run';
import { TRAINING_STAGE_NAMES } from '../../text/transport';
import { formatCount } from '../run/format';
import { LineChart } from '../run/lazyCharts';
import { stageLines } from '../run/stageLines';
import layout from '../../app/TwoColumns.module.css';
import styles from './Attack.module.css';

function hasPoints(stage: TrainingStage): boolean {
  return trainSeries.points(stage, 'loss').steps.length > 0;
}

/** How many images were poisoned, once that is known. */
function PoisonLine() {
  const poison = useTraining((training) => training.report?.poison ?? training.planted?.poison ?? null);
  if (poison === null) return null;
  const { poisoned, images, cover } = poison;
  return (
    <p className={styles.soft}>
      {TRAINING_TEXT.poisoned(formatCount(poisoned), formatCount(images))}
      {cover > 0 && ` ${TRAINING_TEXT.cover(formatCount(cover))}`}
    </p>
  );
}

/** The attacker sees everything: oracle lines are never hidden here. */
export function TrainingFigure() {
  const version = useTrainSeries('points');
  const running = useTraining((training) => training.stage) ?? 'train';
  const [picked, setPicked] = useState<TrainingStage | null>(null);
  const there = TRAINING_STAGES.filter(hasPoints);
  const stage = picked !== null && there.includes(picked) ? picked : running;
  // The version is what tells that the views behind the same source have grown.
  const lines = useMemo(
    () => (version < 0 ? [] : stageLines(trainSeries, stage, 'trainAccuracy')),
    [version, stage],
  );
  return (
    <div className={layout.column}>
      {there.length > 1 && (
        <div>
          <Segments
            label={TRAINING_TEXT.stage}
            options={TRAINING_STAGE_NAMES}
            value={stage}
            onChange={(next) => setPicked(next === running ? null : next)}
          />
        </div>
      )}
      <Suspense fallback={<div className={styles.chartRoom} />}>
        <LineChart
          title={TRAINING_TEXT.title(TRAINING_STAGE_NAMES[stage])}
          summary={TRAINING_TEXT.summary}
          empty={TRAINING_TEXT.empty}
          csvName={`rnp-${stage}`}
          series={lines}
          xLabel={UNLEARN_TEXT.xLabel}
          leftLabel={stage === 'craft' ? TRAINING_TEXT.craftLeft : UNLEARN_TEXT.left}
          rightLabel={UNLEARN_TEXT.right}
          showOracle
        />
      </Suspense>
      <PoisonLine />
    </div>
  );
}
