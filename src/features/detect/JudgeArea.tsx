/** Takes the user's pictures and says which of them carry a trigger, by the networks of the finished detection. */
import { FileUp } from 'lucide-react';
import { type DragEvent, useId } from 'react';
import { FaultNotice } from '../../app/FaultNotice';
import { judgeFiles } from '../../client/detectCommands';
import { dismissJudgeFault, useDetection } from '../../state/detectStore';
import { useIsBusy } from '../../state/steered';
import { DETECT_TEXT, JUDGE_TEXT } from '../../text/detect';
import { formatPercent } from '../run/format';
import drop from '../model/DropArea.module.css';
import styles from './Detect.module.css';
import { JudgedTable } from './JudgedTable';

function judge(files: readonly File[]): void {
  if (files.length > 0) void judgeFiles(files.map((file) => ({ path: file.name, file })));
}

/** A drop on the area is its own: the page takes no part in it. */
function takeDrop(event: DragEvent): void {
  event.preventDefault();
  judge([...event.dataTransfer.files]);
}

/** Why pictures cannot be judged now; null where they can. */
function useReason(): string | null {
  const report = useDetection((detection) => detection.report);
  const canAnswer = useDetection((detection) => detection.answering !== null);
  if (report === null || !report.recipe.detect.strips) return JUDGE_TEXT.after;
  if (report.strips.length === 0) return JUDGE_TEXT.noTest;
  return canAnswer ? null : DETECT_TEXT.imported;
}

function Picker({ isDisabled }: { readonly isDisabled: boolean }) {
  const id = useId();
  const rejection = useDetection(({ report }) => formatPercent(report?.recipe.strip.falseRejection ?? 0));
  return (
    <div className={drop.area} onDrop={isDisabled ? undefined : takeDrop} data-disabled={isDisabled}>
      <FileUp size={24} aria-hidden="true" className={drop.icon} />
      <label htmlFor={id} className={drop.label}>
        <span className={drop.choose}>{JUDGE_TEXT.choose}</span>
      </label>
      <input
        id={id}
        type="file"
        multiple
        className={drop.input}
        disabled={isDisabled}
        aria-describedby={`${id}-line`}
        onChange={({ target }) => {
          judge([...(target.files ?? [])]);
          // The same pictures may be given again.
          target.value = '';
        }}
      />
      <p id={`${id}-line`} className={drop.formats}>
        {JUDGE_TEXT.line(rejection)}
      </p>
    </div>
  );
}

export function JudgeArea({ classes }: { readonly classes: readonly string[] }) {
  const reason = useReason();
  const { asked, fault, found, status } = useDetection((detection) => detection.judging);
  const busy = useIsBusy();
  return (
    <section className={styles.judge} aria-labelledby="judge-heading">
      <h4 id="judge-heading">{JUDGE_TEXT.heading}</h4>
      {reason !== null && <p className={styles.soft}>{reason}</p>}
      {reason === null && <Picker isDisabled={busy} />}
      <p role="status" className={styles.soft}>
        {status === 'judging' ? JUDGE_TEXT.judging(asked) : ''}
      </p>
      {fault !== null && (
        <>
          <FaultNotice fault={fault} action={null} onDismiss={dismissJudgeFault} />
          {fault.code === 'run-missing' && <p>{JUDGE_TEXT.gone}</p>}
        </>
      )}
      {found !== null && <JudgedTable found={found} classes={classes} />}
    </section>
  );
}
