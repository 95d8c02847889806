/** The place Detect: what is questioned on the left; the verdict and its evidence on the right. */
import { type RefObject, useEffect, useRef } from 'react';
import { recallDetection } from '../../app/openDetection';
import { detectStore, useDetection } from '../../state/detectStore';
import { isAlive } from '../../state/transition';
import { DETECT_TEXT } from '../../text/detect';
import { CutFigure } from './CutFigure';
import layout from '../../app/TwoColumns.module.css';
import styles from './Detect.module.css';
import { DetectColumn } from './DetectColumn';
import { DetectionTable } from './DetectionTable';
import { DetectNotices } from './DetectNotices';
import { DetectSteps } from './DetectSteps';
import { DetectVoice } from './DetectVoice';
import { EndedDetection } from './EndedDetection';
import { ImagesFigure } from './ImagesFigure';
import { LabelFigure } from './LabelFigure';
import { ReportCard } from './ReportCard';
import { TriggersFigure } from './TriggersFigure';

function Intro() {
  return (
    <section className={styles.intro} aria-labelledby="detect-intro">
      <h3 id="detect-intro">{DETECT_TEXT.intro}</h3>
      <p>{DETECT_TEXT.introLine}</p>
    </section>
  );
}

/** On a narrow page the button stands below what it begins: that is brought into sight. */
function useBroughtIntoSight(): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      detectStore.subscribe(({ status }, before) => {
        if (!isAlive(status) || isAlive(before.status)) return;
        requestAnimationFrame(() => place.current?.scrollIntoView({ block: 'start' }));
      }),
    [],
  );
  return place;
}

export function Detect() {
  const place = useBroughtIntoSight();
  const status = useDetection((detection) => detection.status);
  const report = useDetection((detection) => detection.report);
  useEffect(recallDetection, []);
  return (
    <div className={`${layout.columns} ${styles.detect}`} data-begun={status !== 'idle' || undefined}>
      <h2 className="visually-hidden">{DETECT_TEXT.heading}</h2>
      <DetectVoice />
      <DetectColumn />
      <div ref={place} className={styles.findings}>
        {status === 'idle' && <Intro />}
        {report === null ? <DetectSteps /> : <ReportCard report={report} />}
        <EndedDetection />
        <DetectNotices />
        <LabelFigure />
        <TriggersFigure />
        <ImagesFigure />
        <CutFigure />
        <DetectionTable />
      </div>
    </div>
  );
}
