/** The place Start: two pictures, one sentence, one button; below, what else can be tried. */
import { lazy, Suspense, useEffect, useMemo } from 'react';
import type { Recipe, Recording, Report, ZooEntry } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { openPrepared } from '../../client/openPrepared';
import { replay } from '../../client/replay';
import { presetRecipe, type Preset } from '../../client/presets';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { useRun } from '../../state/runStore';
import { useIsBusy } from '../../state/steered';
import { setView, useView } from '../../state/viewStore';
import { HEADLINES, START_TEXT, SUBLINES } from '../../text/start';
import { MODEL_TEXT } from '../../text/model';
import { DeviceLine } from './DeviceLine';
import { Doors } from './Doors';
import { expectedTime, measurementOf, modelName, readMeasuredRuns } from './expectedTime';
import { OWN_MODEL_ID } from './goToOwnModel';
import { PlantDoor } from './PlantDoor';
import { PresetCards } from './PresetCards';
import { rememberRuns } from './rememberRuns';
import { RemoveButton } from './RemoveButton';
import { ResultCard } from './ResultCard';
import { SignStage } from './SignStage';
import styles from './Start.module.css';
import { usePresets } from './usePresets';
import { useRecording } from './useRecording';
import { useSignPlay } from './useSignPlay';

const OwnModel = lazy(() => import('../model/OwnModel').then((module) => ({ default: module.OwnModel })));

/** What the sentence over the pictures is about. The name of a prepared network begins with its attack. */
function subjectOf(recipe: Recipe, zoo: readonly ZooEntry[]): keyof typeof HEADLINES {
  if (recipe.model.kind === 'file') return 'file';
  const { id } = recipe.model;
  const known = (['badnets', 'blend', 'sig', 'clean'] as const).find((name) => id.startsWith(name));
  return known ?? (zoo.some((entry) => entry.id === id) ? 'other' : 'waiting');
}

function openPreset(preset: Preset): Promise<unknown> {
  return openPrepared(presetRecipe(preset), preset.zooId, preset.id);
}

function startRun(): void {
  // A recording that is playing holds the place of the run.
  if (replay.isPlaying()) replay.stop();
  setView({ place: 'run' });
  void client.startRun();
}

/** The recording, where it is of the network in the recipe. */
function fitting(recording: Recording | null, recipe: Recipe): Recording | null {
  const recorded = recording?.report.recipe.model;
  const isSame = recorded?.kind === 'zoo' && recipe.model.kind === 'zoo' && recorded.id === recipe.model.id;
  return isSame && recipe.data.kind === 'shapes' ? recording : null;
}

/** What the primary button says. */
function buttonLabel(subject: keyof typeof HEADLINES, hasResult: boolean): string {
  if (hasResult) return START_TEXT.runAgain;
  return subject === 'clean' ? START_TEXT.runHere : START_TEXT.remove;
}

function Hero({ hasResult }: { readonly hasResult: boolean }) {
  const recipe = useRecipe((state) => state.recipe);
  const zoo = useEngine((engine) => engine.zoo);
  const device = useEngine((engine) => engine.device);
  const data = useEngine((engine) => engine.data);
  const isRunning = useIsBusy();
  const recording = fitting(useRecording(), recipe);
  const play = useSignPlay(recording);
  const measured = useMemo(() => readMeasuredRuns(localStorage), []);
  const elsewhere = recording === null ? null : measurementOf(recording.report);
  const time = expectedTime(modelName(recipe), device, measured, elsewhere);
  const subject = subjectOf(recipe, zoo);
  return (
    <section className={styles.hero} data-second={hasResult} aria-labelledby="start-heading">
      <h2 id="start-heading" className={styles.headline}>
        {HEADLINES[subject]}
      </h2>
      <div className={styles.stage}>
        <SignStage play={play} classes={data?.classes ?? recording?.report.data.classes ?? null} />
      </div>
      <div className={styles.side}>
        <p className={styles.subline}>{SUBLINES[subject]}</p>
        {play.sign !== null && <p className={styles.hint}>{START_TEXT.signHint}</p>}
        <RemoveButton
          label={buttonLabel(subject, hasResult)}
          isRunning={isRunning}
          device={device}
          time={time}
          onStart={startRun}
          onWatch={() => setView({ place: 'run' })}
        />
      </div>
    </section>
  );
}

function Presets() {
  const presets = usePresets();
  const zoo = useEngine((engine) => engine.zoo);
  const presetId = useRecipe((state) => state.presetId);
  const oracle = useView((view) => view.oracle);
  const isRunning = useIsBusy();
  if (presets?.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="presets-heading">
      <h2 id="presets-heading">{START_TEXT.presets}</h2>
      <PresetCards
        presets={presets ?? []}
        zoo={zoo}
        chosen={presetId}
        oracle={oracle}
        disabled={isRunning}
        onChoose={(id) => {
          const preset = presets?.find((each) => each.id === id);
          if (preset !== undefined) void openPreset(preset);
        }}
      />
    </section>
  );
}

/** The report of the last run of this page, as long as its network is the one that is shown. */
function useShownReport(): Report | null {
  const recipe = useRecipe((state) => state.recipe);
  const report = useRun((run) => (run.status === 'done' && !run.recorded ? run.report : null));
  return report !== null && modelName(report.recipe) === modelName(recipe) ? report : null;
}

/** See UX: the first screen already shows a result; nothing stands before the first button. */
export function Start() {
  useEffect(rememberRuns, []);
  const isRunning = useIsBusy();
  const report = useShownReport();
  return (
    <div className={styles.start}>
      {report !== null && (
        <div className={styles.result}>
          <ResultCard report={report} isRecorded={false} />
          <Doors />
        </div>
      )}
      <Hero hasResult={report !== null} />
      <Presets />
      <section className={styles.section} aria-labelledby="plant-heading">
        <h2 id="plant-heading">{START_TEXT.plantTitle}</h2>
        <p className={styles.hint}>{START_TEXT.plantSentence}</p>
        <div>
          <PlantDoor />
        </div>
      </section>
      <section className={styles.section} id={OWN_MODEL_ID} aria-labelledby="own-heading">
        <h2 id="own-heading">{MODEL_TEXT.title}</h2>
        <Suspense fallback={<div className={styles.ownRoom} />}>
          <OwnModel isRunning={isRunning} onRun={startRun} />
        </Suspense>
      </section>
      <DeviceLine />
    </div>
  );
}
