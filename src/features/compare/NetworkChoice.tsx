/** Which networks are run: a check list that can be searched. */
import { useId, useState } from 'react';
import { togglePlan, usePlan, OPEN_NETWORK } from '../../state/planStore';
import { PLAN_TEXT } from '../../text/compare';
import styles from './Choices.module.css';
import type { PlanNetwork } from './planned';

interface NetworkRowProps {
  readonly network: PlanNetwork;
  readonly isChosen: boolean;
}

function NetworkRow({ network: { id, title, entry }, isChosen }: NetworkRowProps) {
  const own = useId();
  return (
    <div className={styles.choice}>
      <input
        id={own}
        type="checkbox"
        checked={isChosen}
        onChange={(event) => togglePlan('networks', id, event.target.checked)}
      />
      <label htmlFor={own}>
        <b>{title}</b>
        <span className={styles.line}>
          {[id === OPEN_NETWORK ? PLAN_TEXT.open : '', entry?.architecture ?? ''].filter(Boolean).join(', ')}
        </span>
      </label>
    </div>
  );
}

export function NetworkChoice({ networks }: { readonly networks: readonly PlanNetwork[] }) {
  const chosen = usePlan((plan) => plan.networks);
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = networks.filter(({ entry, title }) =>
    `${title} ${entry?.architecture ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <input
        type="text"
        className={styles.search}
        aria-label={PLAN_TEXT.search}
        placeholder={PLAN_TEXT.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.scroll} role="group" aria-label={PLAN_TEXT.networks}>
        {shown.map((network) => (
          <NetworkRow key={network.id} network={network} isChosen={chosen.includes(network.id)} />
        ))}
        {shown.length === 0 && <p className={styles.line}>{PLAN_TEXT.noneFound}</p>}
      </div>
    </>
  );
}
