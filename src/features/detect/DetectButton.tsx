/** The one button of the place: looks for a backdoor. Where it cannot, the reason stands below it. */
import { ScanSearch } from 'lucide-react';
import { useMemo } from 'react';
import type { DetectionRecipe, Recipe } from '../../../workers/protocol';
import { insideOf } from '../../../workers/protocol/detectionRecipe';
import { RefusalLine } from '../../app/RefusalLine';
import { startDetection } from '../../client/detectCommands';
import { useDetection } from '../../state/detectStore';
import { useEngine } from '../../state/engineStore';
import { useRefusal } from '../../state/refusal';
import { useIsBusy } from '../../state/steered';
import { hasEnded, isAlive } from '../../state/transition';
import { DETECT_TEXT } from '../../text/detect';
import { formatDuration } from '../run/format';
import layout from '../../app/TwoColumns.module.css';
import styles from './Detect.module.css';
import { usePlannedDetection } from './usePlannedDetection';

export const DETECT_BUTTON_ID = 'detect-start';

function useLabel(): string {
  const status = useDetection((detection) => detection.status);
  if (isAlive(status)) return DETECT_TEXT.looking;
  return hasEnded(status) ? DETECT_TEXT.again : DETECT_TEXT.look;
}

/** What the button costs, or what it waits for. */
function useLine(): string {
  const busy = useIsBusy();
  const isOurs = useDetection(({ status }) => isAlive(status));
  const took = useDetection(({ answering, report }) =>
    answering === null ? null : (report?.elapsedMs ?? null),
  );
  if (busy && !isOurs) return DETECT_TEXT.busy;
  return took === null ? DETECT_TEXT.local : DETECT_TEXT.took(formatDuration(took));
}

/** The run inside: what would refuse it refuses the detection. */
function useInside(recipe: DetectionRecipe): Recipe {
  const available = useEngine(({ data }) => data?.defense.count ?? recipe.detect.images);
  return useMemo(() => insideOf(recipe, available), [recipe, available]);
}

export function DetectButton() {
  const label = useLabel();
  const line = useLine();
  const recipe = usePlannedDetection();
  const busy = useIsBusy();
  const inside = useInside(recipe);
  const isRefused = useRefusal(inside) !== null;
  const isFailed = useEngine((engine) => engine.status === 'failed');
  return (
    <div className={layout.start}>
      <button
        type="button"
        id={DETECT_BUTTON_ID}
        data-primary
        disabled={busy || isRefused || isFailed}
        aria-describedby="detect-refusal detect-line"
        onClick={() => void startDetection(recipe)}
      >
        <ScanSearch size={18} aria-hidden="true" /> {label}
      </button>
      <RefusalLine id="detect-refusal" recipe={inside} />
      <p id="detect-line" className={styles.soft}>
        {line}
      </p>
    </div>
  );
}
