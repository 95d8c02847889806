import { useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { frameText } from '../text/charts';
import type { FigureTable } from './csv';
import { DataTable } from './DataTable';
import styles from './FigureFrame.module.css';
import { paintFigure } from './paintFigure';
import { saveBlob } from './saveBlob';
import { CsvButton, SaveButton } from './SaveButton';
import { readColours } from './useThemeColours';

export interface FigureFrameProps {
  readonly title: string;
  /** One sentence that says what the figure shows; it is also its description for screen readers. */
  readonly summary: string;
  readonly children: ReactNode;
  /** The value under the pointer or, without one, the newest values: the caption line. */
  readonly reading?: string | undefined;
  /** Rows of the data table and the CSV file; asked for only when wanted. */
  readonly table?: (() => FigureTable) | undefined;
  /** Rows of the CSV file where they are more than a reader wants to hear. */
  readonly csv?: (() => FigureTable) | undefined;
  /** File name without ending. */
  readonly csvName: string;
  /** Controls of the figure (a toggle), set beside the buttons. */
  readonly tools?: ReactNode | undefined;
  /** False while there is nothing to save or list yet. */
  readonly hasData?: boolean | undefined;
  /** `small`: no summary line, for sheets and side figures; the summary stays for screen readers. */
  readonly size?: 'normal' | 'small' | undefined;
}

/** Frame of every figure: title, one-sentence summary, picture, caption line, CSV and PNG buttons, data table. */
export function FigureFrame(props: FigureFrameProps) {
  const { title, summary, children, reading, table, hasData = true, size = 'normal' } = props;
  const id = useId();
  const picture = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  return (
    <figure className={styles.figure} aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <figcaption className={styles.caption}>
        <div className={styles.head}>
          <span className={styles.title} id={`${id}-title`}>
            {title}
          </span>
          <span className={styles.buttons}>
            {props.tools}
            {hasData && <SaveButtons {...props} picture={picture} onOutcome={setFailed} />}
          </span>
        </div>
        <span className={size === 'small' ? styles.hidden : styles.summary} id={`${id}-summary`}>
          {summary}
        </span>
      </figcaption>
      <div className={styles.picture} ref={picture}>
        {children}
      </div>
      <div className={styles.foot}>
        <span className={styles.reading}>{failed ? frameText.saveFailed : reading}</span>
        {hasData && table && <DataTable table={table} title={title} />}
      </div>
    </figure>
  );
}

type SaveButtonsProps = FigureFrameProps & {
  readonly picture: RefObject<HTMLDivElement | null>;
  readonly onOutcome: (failed: boolean) => void;
};

function SaveButtons({ title, summary, csvName, table, csv = table, picture, onOutcome }: SaveButtonsProps) {
  const savePng = async (): Promise<void> => {
    if (!picture.current) return;
    try {
      const png = await paintFigure(picture.current, { title, summary, ...pageLook(picture.current) });
      saveBlob(png, `${csvName}.png`);
      onOutcome(false);
    } catch {
      onOutcome(true);
    }
  };
  return (
    <span className={styles.saves}>
      {csv && <CsvButton title={title} csvName={csvName} table={csv} />}
      <SaveButton label={frameText.png} name={frameText.savePng(title)} onSave={() => void savePng()} />
    </span>
  );
}

function pageLook(element: HTMLElement) {
  const colours = readColours(['--surface', '--ink', '--ink-soft']);
  return {
    background: colours['--surface'],
    ink: colours['--ink'],
    inkSoft: colours['--ink-soft'],
    fontFamily: getComputedStyle(element).fontFamily,
  };
}
