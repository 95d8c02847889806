/** The options of a detection, folded: one button is all that most need. */
import type { ConstantsName, DetectionGroup, OptionGroup } from '../../../workers/protocol';
import { DETECTION_GROUPS } from '../../../workers/protocol/detectionRecipe';
import { Segments } from '../../charts/Segments';
import { setDetectConstants, setDetectOption, useDetectPlan } from '../../state/detectPlanStore';
import { DETECT_GROUP_SOURCES, DETECT_GROUP_TITLES, DETECT_TEXT, groupSummary } from '../../text/detect';
import { CONSTANTS_NAMES } from '../../text/recipe';
import { Part } from '../attack/Part';
import { OptionField } from '../recipe/OptionField';
import styles from './Detect.module.css';
import { usePlannedDetection } from './usePlannedDetection';

const GROUPS = Object.keys(DETECTION_GROUPS) as readonly DetectionGroup[];

interface Effects {
  readonly strips: boolean;
  readonly searches: boolean;
}

function isInEffect(group: DetectionGroup, { searches, strips }: Effects): boolean {
  if (group === 'strip') return strips;
  return group !== 'search' || searches;
}

function Fields({ group }: { readonly group: DetectionGroup }) {
  const constants = useDetectPlan((plan) => plan.constants);
  const changes = useDetectPlan((plan) => plan.changes);
  const { detect } = usePlannedDetection();
  const effects = { strips: detect.strips, searches: detect.searched !== 'none' };
  const options: OptionGroup = DETECTION_GROUPS[group];
  return (
    <div>
      {Object.entries(options).map(([key, option]) => {
        const path = `${group}.${key}`;
        const standard = option.defaults[constants];
        return (
          <OptionField
            key={path}
            option={option}
            value={changes[path] ?? standard}
            constants={constants}
            inEffect={isInEffect(group, effects)}
            onChange={(value) => setDetectOption(path, value, standard)}
          />
        );
      })}
    </div>
  );
}

export function OptionGroups() {
  const constants = useDetectPlan((plan) => plan.constants);
  const changes = useDetectPlan((plan) => plan.changes);
  const names: Readonly<Record<ConstantsName, string>> = CONSTANTS_NAMES;
  return (
    <div>
      {GROUPS.map((group) => (
        <Part
          key={group}
          title={DETECT_GROUP_TITLES[group]}
          summary={groupSummary(
            constants,
            Object.keys(changes).filter((path) => path.startsWith(`${group}.`)).length,
          )}
        >
          <p className={styles.soft}>{DETECT_GROUP_SOURCES[group]}</p>
          {group === 'detect' && (
            <div>
              <Segments
                label={DETECT_TEXT.constants}
                options={names}
                value={constants}
                onChange={setDetectConstants}
              />
            </div>
          )}
          <Fields group={group} />
        </Part>
      ))}
    </div>
  );
}
