/** The preprocessing doctor: how well each likely normalisation fits. It proposes; the choice is the user's. */
import { Stethoscope } from 'lucide-react';
import { useId, useState } from 'react';
import type { NormalisationId, PreprocessingRow } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { useEngine } from '../../state/engineStore';
import { useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { DOCTOR_TEXT, NORMALISATION_NAMES } from '../../text/model';
import { formatPercent } from '../run/format';
import cardStyles from './card.module.css';
import { adviceOf } from './doctorAdvice';
import styles from './PreprocessingDoctor.module.css';

interface TableProps {
  readonly rows: readonly PreprocessingRow[];
  readonly inUse: NormalisationId;
  readonly disabled: boolean;
  readonly onUse: (id: NormalisationId) => void;
}

function DoctorTable({ rows, inUse, disabled, onUse }: TableProps) {
  const name = useId();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{DOCTOR_TEXT.normalisation}</th>
          <th scope="col">{DOCTOR_TEXT.accuracy}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ normalisation, accuracy }, index) => (
          <tr key={normalisation}>
            <td>
              <label className={styles.choice}>
                <input
                  type="radio"
                  name={name}
                  checked={normalisation === inUse}
                  disabled={disabled}
                  onChange={() => onUse(normalisation)}
                />
                {NORMALISATION_NAMES[normalisation]}
                {index === 0 && <span className={styles.tag}>{DOCTOR_TEXT.best}</span>}
              </label>
            </td>
            <td>
              <span className={styles.bar} style={{ width: `${accuracy * 3}rem` }} />
              {formatPercent(accuracy)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Absent for the built-in pictures, whose preprocessing is known. */
export function PreprocessingDoctor() {
  const rows = useEngine((engine) => engine.doctor);
  const data = useEngine((engine) => engine.data);
  const model = useEngine((engine) => engine.model);
  // Shown at once; the images are read again meanwhile, and a refusal brings the old choice back.
  const [wanted, setWanted] = useState<NormalisationId | null>(null);
  const isLoading = useEngine((engine) => engine.loading !== null);
  const isRunning = useRun((run) => isAlive(run.status) && !run.recorded);
  if (data === null || data.kind !== 'files' || model === null) return null;
  const disabled = isLoading || isRunning || wanted !== null;
  const inUse = wanted ?? data.normalisation;
  const choose = (id: NormalisationId) => {
    setWanted(id);
    void client.openFiles({}, id).finally(() => setWanted((now) => (now === id ? null : now)));
  };
  const advice = rows === null ? null : adviceOf(rows, inUse);
  return (
    <section className={cardStyles.card} aria-label={DOCTOR_TEXT.title}>
      <h3>{DOCTOR_TEXT.title}</h3>
      <p className={styles.question}>{DOCTOR_TEXT.question}</p>
      {rows !== null && <DoctorTable rows={rows} inUse={inUse} disabled={isRunning} onUse={choose} />}
      {advice?.kind === 'unclear' && <p className={styles.advice}>{DOCTOR_TEXT.unclear}</p>}
      {advice?.kind === 'better' && (
        <p className={styles.advice}>
          {DOCTOR_TEXT.better(NORMALISATION_NAMES[advice.normalisation])}{' '}
          <button type="button" disabled={disabled} onClick={() => choose(advice.normalisation)}>
            {DOCTOR_TEXT.propose(NORMALISATION_NAMES[advice.normalisation])}
          </button>
        </p>
      )}
      <div>
        <button type="button" data-quiet="" disabled={disabled} onClick={() => void client.diagnose()}>
          <Stethoscope size={16} aria-hidden="true" />
          {rows === null ? DOCTOR_TEXT.checkFirst : DOCTOR_TEXT.check}
        </button>
      </div>
    </section>
  );
}
