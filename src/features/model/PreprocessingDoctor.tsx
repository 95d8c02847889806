/** The preprocessing doctor: how well each likely normalisation fits. It proposes; the choice is the user's. */
import { Stethoscope } from 'lucide-react';
import { useId, useState } from 'react';
import type { PixelReading, PreprocessingRow } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { useEngine } from '../../state/engineStore';
import { useIsBusy } from '../../state/steered';
import { DOCTOR_TEXT, pixelsName } from '../../text/model';
import { formatPercent } from '../run/format';
import cardStyles from './card.module.css';
import { adviceOf, isSamePixels } from './doctorAdvice';
import styles from './PreprocessingDoctor.module.css';

interface TableProps {
  readonly rows: readonly PreprocessingRow[];
  readonly inUse: PixelReading;
  readonly disabled: boolean;
  readonly onUse: (pixels: PixelReading) => void;
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
        {rows.map(({ pixels, accuracy }, index) => (
          <tr key={pixelsName(pixels)}>
            <td>
              <label className={styles.choice}>
                <input
                  type="radio"
                  name={name}
                  checked={isSamePixels(pixels, inUse)}
                  disabled={disabled}
                  onChange={() => onUse(pixels)}
                />
                {pixelsName(pixels)}
                {index === 0 && accuracy > (rows[1]?.accuracy ?? 0) && (
                  <span className={styles.tag}>{DOCTOR_TEXT.best}</span>
                )}
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
  const [wanted, setWanted] = useState<PixelReading | null>(null);
  const isLoading = useEngine((engine) => engine.loading !== null);
  const isRunning = useIsBusy();
  if (data === null || data.kind !== 'files' || model === null) return null;
  const disabled = isLoading || isRunning || wanted !== null;
  const inUse = wanted ?? data.pixels;
  const choose = (pixels: PixelReading) => {
    setWanted(pixels);
    void client.openFiles({}, pixels).finally(() => setWanted((now) => (now === pixels ? null : now)));
  };
  const advice = rows === null ? null : adviceOf(rows, inUse, data.defense.count);
  return (
    <section className={cardStyles.card} aria-label={DOCTOR_TEXT.title}>
      <h3>{DOCTOR_TEXT.title}</h3>
      <p className={styles.question}>{DOCTOR_TEXT.question}</p>
      {rows !== null && <DoctorTable rows={rows} inUse={inUse} disabled={isRunning} onUse={choose} />}
      {advice?.kind === 'unclear' && <p className={styles.advice}>{DOCTOR_TEXT.unclear}</p>}
      {advice?.kind === 'better' && (
        <p className={styles.advice}>
          {DOCTOR_TEXT.better(pixelsName(advice.pixels))}{' '}
          <button type="button" disabled={disabled} onClick={() => choose(advice.pixels)}>
            {DOCTOR_TEXT.propose(pixelsName(advice.pixels))}
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
