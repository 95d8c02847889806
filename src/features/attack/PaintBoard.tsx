/** Paints a trigger, pixel by pixel, on a picture of the loaded images. */
import type { ImageTrigger } from '../../state/attackStore';
import { Eraser, Undo2 } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { type Fault, type Picture, resultOf } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { PAINT_TEXT } from '../../text/attack';
import { decodePicture } from '../trigger/decodePicture';
import { PictureInput } from '../trigger/PictureInput';
import { changeKind } from '../trigger/triggerKinds';
import styles from './PaintBoard.module.css';
import { emptyPainting, isEmptySign, MOST_SIDE, paintingOf, triggerOf } from './painting';
import { PaintSurface } from './PaintSurface';
import { PaintTools } from './PaintTools';
import { FIRST_TOOL } from './paintTool';
import { usePaintHistory } from './usePaintHistory';

export interface PaintBoardProps {
  readonly trigger: ImageTrigger;
  /** A picture of the loaded images as it is; null until it has been drawn. */
  readonly picture: Picture | null;
  /** Of the images: 1 for grey ones. */
  readonly channels: number;
  readonly onChange: (trigger: ImageTrigger) => void;
}

function Opacity({ trigger, onChange }: Pick<PaintBoardProps, 'trigger' | 'onChange'>) {
  const id = useId();
  return (
    <div className={styles.opacity}>
      <label htmlFor={id}>{PAINT_TEXT.opacity}</label>
      <input
        id={id}
        type="range"
        min={0.05}
        max={1}
        step={0.05}
        value={trigger.strength}
        aria-valuetext={`${Math.round(trigger.strength * 100)} %`}
        onChange={(event) => onChange({ ...trigger, strength: Number(event.target.value) })}
      />
      <span className={styles.value}>{Math.round(trigger.strength * 100)} %</span>
    </div>
  );
}

/** Where the sign is and how large, or that there is none. */
function SignLine({ trigger, isCut }: { readonly trigger: ImageTrigger; readonly isCut: boolean }) {
  const isEmpty = useMemo(() => isEmptySign(trigger), [trigger]);
  const { width, height, row, column } = trigger;
  return (
    <p className={styles.soft} role="status">
      {isEmpty ? PAINT_TEXT.empty : PAINT_TEXT.sign(width, height, row + 1, column + 1)}
      {isCut && ` ${PAINT_TEXT.tooLarge(MOST_SIDE)}`}
    </p>
  );
}

/** Takes the user's own picture as the sign, cut to what of it can be seen. */
function useOwnPicture(trigger: ImageTrigger, picture: Picture | null, take: (sign: ImageTrigger) => void) {
  const [fault, setFault] = useState<Fault | null>(null);
  const onFile = async (file: File) => {
    if (picture === null) return;
    const decoded = await resultOf(() => decodePicture(file, picture));
    setFault(decoded.ok ? null : decoded.fault);
    if (!decoded.ok) return;
    const sign = changeKind(trigger, 'image', picture, decoded.value);
    if (sign?.kind === 'image') take(triggerOf(sign, paintingOf(sign, picture)));
  };
  return { fault, forget: () => setFault(null), onFile: (file: File) => void onFile(file) };
}

/** One stroke is one step of undo; the trigger changes when the hand lets go. */
export function PaintBoard({ trigger, picture, channels, onChange }: PaintBoardProps) {
  const [tool, setTool] = useState(FIRST_TOOL);
  const [isCut, setIsCut] = useState(false);
  const history = usePaintHistory(trigger, onChange);
  const own = useOwnPicture(trigger, picture, history.replace);
  const painting = useMemo(
    () => (picture === null ? null : paintingOf(trigger, picture)),
    [trigger, picture],
  );
  if (picture === null || painting === null) return <p className={styles.soft}>{PAINT_TEXT.noImages}</p>;
  return (
    <div className={styles.board}>
      <div className={styles.stage}>
        <PaintSurface
          picture={picture}
          channels={channels}
          painting={painting}
          strength={trigger.strength}
          tool={tool}
          onPaint={history.paint}
          onCut={setIsCut}
          onUndo={history.undo}
        />
        <SignLine trigger={trigger} isCut={isCut} />
      </div>
      <div className={styles.tools}>
        <PaintTools tool={tool} onTool={setTool} />
        <Opacity trigger={trigger} onChange={onChange} />
        <div className={styles.row}>
          <button type="button" disabled={!history.canUndo} onClick={history.undo}>
            <Undo2 size={16} aria-hidden="true" /> {PAINT_TEXT.undo}
          </button>
          <button
            type="button"
            onClick={() => {
              setIsCut(false);
              history.paint(emptyPainting(picture));
            }}
          >
            <Eraser size={16} aria-hidden="true" /> {PAINT_TEXT.clear}
          </button>
        </div>
        <PictureInput isChosen={false} onFile={own.onFile} />
        {own.fault !== null && <FaultNotice fault={own.fault} action={null} onDismiss={own.forget} />}
      </div>
    </div>
  );
}
