/** The prepared networks, each with one sentence and what was measured on it. */
import { Check, Eye } from 'lucide-react';
import type { ZooEntry } from '../../../workers/protocol';
import { zooFacts } from '../../text/start';
import { formatPercent } from '../run/format';
import styles from './PresetCards.module.css';

/** The part of a preset that a card shows. */
export interface PresetCardText {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
}

export interface PresetCardsProps {
  readonly presets: readonly PresetCardText[];
  readonly zoo: readonly ZooEntry[];
  readonly chosen: string | null;
  /** Whether numbers that need the attacker's trigger are shown. */
  readonly oracle: boolean;
  readonly disabled: boolean;
  readonly onChoose: (id: string) => void;
}

function Facts({ entry, oracle }: { readonly entry: ZooEntry; readonly oracle: boolean }) {
  return (
    <span className={styles.facts}>
      <span>
        <b>{formatPercent(entry.cleanAccuracy)}</b> {zooFacts.cleanAccuracy}
      </span>
      {oracle && (
        <span className={styles.oracle}>
          <Eye size={14} aria-hidden="true" />{' '}
          {entry.attackSuccessRate === null ? (
            zooFacts.noAttack
          ) : (
            <>
              <b>{formatPercent(entry.attackSuccessRate)}</b> {zooFacts.attackSuccess}
            </>
          )}
        </span>
      )}
    </span>
  );
}

/** A row of cards; the chosen one is pressed. Facts appear when the zoo's manifest is there. */
export function PresetCards({ presets, zoo, chosen, oracle, disabled, onChoose }: PresetCardsProps) {
  return (
    <ul className={styles.cards}>
      {presets.map(({ id, title, sentence }) => {
        const entry = zoo.find((each) => each.id === id);
        const isChosen = id === chosen;
        return (
          <li key={id}>
            <button
              type="button"
              className={styles.card}
              aria-pressed={isChosen}
              disabled={disabled}
              onClick={() => onChoose(id)}
            >
              <span className={styles.title}>
                {title}
                {isChosen && <Check size={16} aria-hidden="true" />}
              </span>
              <span className={styles.sentence}>{sentence}</span>
              {entry !== undefined && <Facts entry={entry} oracle={oracle} />}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
