/** The planted trigger beside the found ones, where it is known: only the attacker could draw this. */
import { Eye } from 'lucide-react';
import type { DataSummary, Picture, QuestionedNetwork, TriggerOverlap } from '../../../workers/protocol';
import { useDetection } from '../../state/detectStore';
import { useEngine } from '../../state/engineStore';
import { useView } from '../../state/viewStore';
import { QUESTIONED_NAMES, TRIGGERS_TEXT } from '../../text/detect';
import { RESULT_TEXT } from '../../text/run';
import { usePreview } from '../run/usePreview';
import { PictureView } from '../start/PictureView';
import styles from './Detect.module.css';
import { onImage, type SearchView } from './evidence';
import { plantedLabel } from './plantedLabel';
import { classWords } from './verdictWords';

interface Found {
  readonly network: QuestionedNetwork;
  readonly picture: Picture;
  readonly overlap: TriggerOverlap;
}

/** The triggers that were found for the planted label, with how far they are the planted one. */
function foundFor(searches: readonly SearchView[], target: number, clean: Picture | null): readonly Found[] {
  return searches.flatMap(({ columns, network, rows, triggers }): Found[] => {
    const found = triggers.find(({ label }) => label === target);
    if (found === undefined || found.overlap === null) return [];
    const isSameSize = clean !== null && clean.height === rows && clean.width === columns;
    const rgb = isSameSize ? onImage(found, clean.rgb) : found.picture;
    return [{ network, overlap: found.overlap, picture: { height: rows, width: columns, rgb } }];
  });
}

/** Whether the pictures that are shown of both are the same. */
function hasSamePictures(one: DataSummary, other: DataSummary): boolean {
  const [shown, wanted] = [one, other].map(({ defense, test }) => test ?? defense);
  return (
    one.kind === other.kind &&
    shown?.name === wanted?.name &&
    shown?.sha256 === wanted?.sha256 &&
    shown?.count === wanted?.count
  );
}

/** The first image, plain and with the planted trigger; null where other images are open than the report's. */
function usePlanted(): { readonly clean: Picture | null; readonly planted: Picture | null } {
  const report = useDetection((detection) => detection.report);
  const isOpen = useEngine(
    ({ data }) => data !== null && report !== null && hasSamePictures(data, report.data),
  );
  const trigger = report?.recipe.trigger ?? null;
  const isWanted = isOpen && trigger !== null;
  return { clean: usePreview(0, null, isWanted), planted: usePreview(0, trigger, isWanted) };
}

export interface PlantedTriggerProps {
  readonly searches: readonly SearchView[];
  readonly classes: readonly string[];
}

export function PlantedTrigger({ searches, classes }: PlantedTriggerProps) {
  const target = useDetection(({ report }) => (report === null ? null : plantedLabel(report)));
  const showOracle = useView((view) => view.oracle);
  const { clean, planted } = usePlanted();
  const found = target === null ? [] : foundFor(searches, target, clean);
  if (target === null || found.length === 0 || !showOracle) return null;
  return (
    <section className={styles.oracle} aria-labelledby="planted-heading">
      <h4 id="planted-heading">
        <Eye size={16} aria-label={RESULT_TEXT.oracle} role="img" /> {TRIGGERS_TEXT.overlapHeading}
      </h4>
      <p className={styles.soft}>
        {TRIGGERS_TEXT.overlapLine(classWords(classes, target))} {TRIGGERS_TEXT.overlapHelp}
      </p>
      <div className={styles.pictures}>
        {planted !== null && (
          <figure>
            <PictureView picture={planted} alt={TRIGGERS_TEXT.planted} />
            <figcaption>{TRIGGERS_TEXT.planted}</figcaption>
          </figure>
        )}
        {found.map(({ network, overlap, picture }) => (
          <figure key={network}>
            <PictureView picture={picture} alt={TRIGGERS_TEXT.foundAlt(QUESTIONED_NAMES[network])} />
            <figcaption>
              {TRIGGERS_TEXT.found(QUESTIONED_NAMES[network])}
              <br />
              {TRIGGERS_TEXT.overlap(overlap.iou.toFixed(2), overlap.correlation.toFixed(2))}
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}
