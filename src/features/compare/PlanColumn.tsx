/** The left column: networks, methods, what they share, seeds, and the one button. */
import { ListPlus, Play } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { enqueue } from '../../client/queueCommands';
import { editPlan, usePlan } from '../../state/planStore';
import { useQueue } from '../../state/queueStore';
import { useIsBusy } from '../../state/steered';
import { isAlive } from '../../state/transition';
import { PLAN_TEXT } from '../../text/compare';
import { CONSTANTS_NAMES, constantsLine } from '../../text/recipe';
import { Part } from '../attack/Part';
import { SHARED_OPTIONS } from '../../../workers/protocol/defenseRecipe';
import { formatCount } from '../run/format';
import layout from '../../app/TwoColumns.module.css';
import styles from './Compare.module.css';
import choices from './Choices.module.css';
import { MethodChoice } from './MethodChoice';
import { NetworkChoice } from './NetworkChoice';
import { type Planned, planned, sharedValues } from './planned';
import { parseSeeds } from './seeds';
import { SharedChoice } from './SharedChoice';
import { usePlanNetworks } from './usePlanNetworks';

function listLine(titles: readonly string[], none: string): string {
  const [first, ...more] = titles;
  return first === undefined ? none : PLAN_TEXT.others(first, more.length);
}

function SeedsField() {
  const id = useId();
  const seeds = usePlan((plan) => plan.seeds);
  const [text, setText] = useState(seeds);
  const isWrong = parseSeeds(text) === null;
  return (
    <div className={choices.seeds}>
      <label htmlFor={id}>{PLAN_TEXT.seeds}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        value={text}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setText(event.target.value);
          editPlan({ seeds: event.target.value });
        }}
      />
      <span id={`${id}-hint`} className={isWrong ? choices.wrong : choices.line}>
        {isWrong ? PLAN_TEXT.seedsWrong : PLAN_TEXT.seedsHint}
      </span>
    </div>
  );
}

/** Why nothing can be run; null where it can. */
function useReason({ networks, methods, seeds }: Planned): string | null {
  const busy = useIsBusy();
  const isOurs = useQueue(({ status }) => isAlive(status));
  if (networks.length === 0) return PLAN_TEXT.chooseNetwork;
  if (methods.length === 0) return PLAN_TEXT.chooseMethod;
  if (seeds.length === 0) return PLAN_TEXT.chooseSeed;
  return busy && !isOurs ? PLAN_TEXT.busy : null;
}

function PlanButton({ plan }: { readonly plan: Planned }) {
  const { networks, methods, seeds, recipes, left } = plan;
  const reason = useReason(plan);
  const isOurs = useQueue(({ isHeld, status }) => isAlive(status) || isHeld);
  const count = recipes.length;
  return (
    <div className={layout.start}>
      <p className={styles.soft} id="plan-line">
        {reason ?? PLAN_TEXT.amount(networks.length, methods.length, seeds.length, count)}
        {left > 0 && ` ${PLAN_TEXT.left(left)}`}
      </p>
      <button
        type="button"
        data-primary
        disabled={count === 0 || reason !== null}
        aria-describedby="plan-line"
        onClick={() => enqueue(recipes)}
      >
        {isOurs ? <ListPlus size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
        {isOurs ? PLAN_TEXT.add(count) : PLAN_TEXT.run(count)}
      </button>
      <p className={styles.soft}>{PLAN_TEXT.local}</p>
    </div>
  );
}

export function PlanColumn() {
  const plan = usePlan((state) => state);
  const networks = usePlanNetworks();
  const result = useMemo(() => planned(plan, networks), [plan, networks]);
  const changes = Object.keys(plan.changes.shared ?? {}).length;
  const { images } = sharedValues(plan, 'shared', SHARED_OPTIONS);
  const seeds = plan.seeds.trim();
  return (
    <section className={layout.column} aria-label={PLAN_TEXT.column}>
      <div>
        <Part
          title={PLAN_TEXT.networks}
          summary={listLine(
            result.networks.map(({ title }) => title),
            PLAN_TEXT.noNetwork,
          )}
        >
          <NetworkChoice networks={networks} />
        </Part>
        <Part
          title={PLAN_TEXT.methods}
          isOpen
          summary={listLine(
            result.methods.map(({ name }) => name),
            PLAN_TEXT.noMethod,
          )}
        >
          <MethodChoice networks={networks} />
        </Part>
        <Part
          title={PLAN_TEXT.shared}
          summary={
            changes === 0
              ? PLAN_TEXT.sharedLine(formatCount(images), CONSTANTS_NAMES[plan.constants])
              : constantsLine(plan.constants, changes)
          }
        >
          <SharedChoice />
        </Part>
        <Part title={PLAN_TEXT.seeds} summary={seeds === '' ? PLAN_TEXT.noMethod : seeds}>
          <SeedsField />
        </Part>
      </div>
      <PlanButton plan={result} />
    </section>
  );
}
