/** Which methods are run: a check list by family, each with its settings and its source behind a disclosure. */
import { useId } from 'react';
import type { DefenseFamily } from '../../../workers/protocol';
import { setPlanOption, togglePlan, usePlan } from '../../state/planStore';
import { METHOD_FAMILIES, NEED_LINES, PLAN_TEXT } from '../../text/compare';
import { changesLine } from '../../text/recipe';
import { OptionField } from '../recipe/OptionField';
import styles from './Choices.module.css';
import { MethodMark } from './MethodMark';
import { type Method, METHODS } from './methods';
import { unmetNeed } from './needs';
import type { PlanNetwork } from './planned';

const FAMILIES = Object.keys(METHOD_FAMILIES) as readonly DefenseFamily[];
const NONE = {};

function MethodSettings({ method }: { readonly method: Method }) {
  const constants = usePlan((plan) => plan.constants);
  const changes = usePlan((plan) => plan.changes[method.id]) ?? NONE;
  const count = Object.keys(changes).length;
  return (
    <details className={styles.settings}>
      <summary aria-label={PLAN_TEXT.settingsOf(method.name)}>
        {PLAN_TEXT.settings}
        {count > 0 && <span className={styles.changed}>{changesLine(count)}</span>}
      </summary>
      <p className={styles.line}>{PLAN_TEXT.source(method.source)}</p>
      {method.groups.map(({ id, title, options }) => (
        <div key={id}>
          {title !== null && <h4>{title}</h4>}
          {Object.entries(options).map(([key, option]) => {
            const path = `${id}.${key}`;
            const standard = option.defaults[constants];
            return (
              <OptionField
                key={path}
                option={option}
                value={(changes as Readonly<Record<string, typeof standard>>)[path] ?? standard}
                constants={constants}
                inEffect
                onChange={(value) => setPlanOption(method.id, path, value, standard)}
              />
            );
          })}
        </div>
      ))}
    </details>
  );
}

interface MethodRowProps {
  readonly method: Method;
  /** The networks that are chosen. */
  readonly networks: readonly PlanNetwork[];
}

function MethodRow({ method, networks }: MethodRowProps) {
  const id = useId();
  const isChosen = usePlan((plan) => plan.methods.includes(method.id));
  const unfit = networks.flatMap((network) => unmetNeed(method, network) ?? []);
  const fit = networks.filter((network) => unmetNeed(method, network) === null);
  const need = fit.length === 0 ? unfit[0] : undefined;
  const reason =
    need !== undefined
      ? NEED_LINES[need]
      : unfit.length > 0
        ? PLAN_TEXT.onlyOn(fit.map(({ title }) => title).join(', '))
        : null;
  return (
    <div className={styles.choice}>
      <input
        id={id}
        type="checkbox"
        checked={isChosen && need === undefined}
        disabled={need !== undefined}
        aria-describedby={reason === null ? undefined : `${id}-reason`}
        onChange={(event) => togglePlan('methods', method.id, event.target.checked)}
      />
      <label htmlFor={id}>
        <b>{method.name}</b>
        <MethodMark id={method.id} className={styles.mark} />
        <span className={styles.line}>{method.summary}</span>
      </label>
      {reason !== null && (
        <p id={`${id}-reason`} className={styles.reason}>
          {reason}
        </p>
      )}
      <MethodSettings method={method} />
    </div>
  );
}

export function MethodChoice({ networks }: { readonly networks: readonly PlanNetwork[] }) {
  const chosen = usePlan((plan) => plan.networks);
  const those = networks.filter(({ id }) => chosen.includes(id));
  return (
    <div className={styles.list}>
      {FAMILIES.map((family) => {
        const own = METHODS.filter((method) => method.family === family);
        return own.length === 0 ? null : (
          <fieldset key={family} className={styles.group}>
            <legend>{METHOD_FAMILIES[family]}</legend>
            {own.map((method) => (
              <MethodRow key={method.id} method={method} networks={those} />
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
