/** The recognised network: what it is, how large, and which of its tensors found their place. */
import type { ModelHint, ModelSummary } from '../../../workers/protocol';
import { type OwnNetwork, useEngine } from '../../state/engineStore';
import { FORMAT_NAMES, NETWORK_TEXT } from '../../text/model';
import { networkNoteText } from '../../text/differences';
import { formatCount } from '../run/format';
import { AttackFacts } from './AttackFacts';
import { ExamineButton } from './ExamineButton';
import { Facts } from './Facts';
import { KeyList } from './KeyList';
import { Notes } from './Notes';
import styles from './card.module.css';

export interface NetworkCardProps {
  readonly model: ModelSummary | null;
  readonly compact?: boolean;
}

/** A number of parameters in millions, e.g. `0.70 M`. */
function millions(parameters: number): string {
  return `${(parameters / 1e6).toFixed(2)}\u00a0M`;
}

/** What the user has said about the file, beside what it says itself; empty where that is nothing. */
function hintText(hint: ModelHint | null): string {
  const { architecture, inputSize, mapping } = hint ?? {};
  return [
    ...(architecture === undefined ? [] : [NETWORK_TEXT.architectureChosen]),
    ...(inputSize === undefined ? [] : [NETWORK_TEXT.sizeChosen(inputSize)]),
    ...(mapping === undefined ? [] : [NETWORK_TEXT.mapped(mapping.length)]),
  ].join(', ');
}

function factsOf(model: ModelSummary, own: OwnNetwork | null): readonly (readonly [string, string])[] {
  const { inputWidth, inputHeight, inputChannels } = model;
  const hint = hintText(own?.hint ?? null);
  return [
    [NETWORK_TEXT.architecture, model.architecture],
    [NETWORK_TEXT.format, FORMAT_NAMES[model.format] ?? model.format],
    [NETWORK_TEXT.parameters, formatCount(model.parameters)],
    [NETWORK_TEXT.filters, NETWORK_TEXT.filtersIn(formatCount(model.channels), model.maskSites.length)],
    [NETWORK_TEXT.classes, formatCount(model.classes)],
    [NETWORK_TEXT.input, NETWORK_TEXT.inputSize(inputWidth, inputHeight, inputChannels)],
    ...(hint === '' ? [] : [[NETWORK_TEXT.setByHand, hint] as const]),
  ];
}

function KeyLists({ model }: { readonly model: ModelSummary }) {
  const { matched, missing, unused } = model;
  return (
    <>
      <KeyList title={NETWORK_TEXT.matched(matched.length)} keys={matched} />
      {missing.length > 0 && <KeyList title={NETWORK_TEXT.missing(missing.length)} keys={missing} />}
      {unused.length > 0 && <KeyList title={NETWORK_TEXT.unused(unused.length)} keys={unused} />}
    </>
  );
}

/** `model` null: one line says that there is no network. `compact`: name and size alone, for a narrow column. */
export function NetworkCard({ model, compact = false }: NetworkCardProps) {
  const own = useEngine((engine) => engine.files.model);
  return (
    <section className={styles.card} data-compact={compact} aria-label={NETWORK_TEXT.title}>
      <h3>{NETWORK_TEXT.title}</h3>
      {model === null && <p className={styles.none}>{NETWORK_TEXT.none}</p>}
      {model !== null && <p className={styles.name}>{model.name}</p>}
      {model !== null && compact && (
        <p className={styles.none}>
          {NETWORK_TEXT.short(model.architecture, formatCount(model.channels), millions(model.parameters))}
        </p>
      )}
      {model !== null && !compact && (
        <>
          <Facts facts={factsOf(model, own)} />
          <Notes sentences={model.notes.map(networkNoteText)} />
          {model.attack !== null && <AttackFacts attack={model.attack} />}
          <KeyLists model={model} />
          <ExamineButton />
        </>
      )}
    </section>
  );
}
