/** A primary button that starts runs. Where the recipe on the page cannot be run it is disabled, with the reason below it. */
import { Play } from 'lucide-react';
import { useRefusal } from '../state/refusal';
import { RefusalLine } from './RefusalLine';

interface RunButtonProps {
  readonly id: string;
  readonly label: string;
  readonly onStart: () => void;
  readonly disabled?: boolean;
  /** Id of a line that describes the button besides. */
  readonly lineId?: string;
}

export function RunButton({ id, label, onStart, disabled = false, lineId }: RunButtonProps) {
  const isRefused = useRefusal() !== null;
  const refusalId = `${id}-refusal`;
  return (
    <>
      <button
        type="button"
        id={id}
        data-primary
        disabled={disabled || isRefused}
        onClick={onStart}
        aria-describedby={lineId === undefined ? refusalId : `${refusalId} ${lineId}`}
      >
        <Play size={18} aria-hidden /> {label}
      </button>
      <RefusalLine id={refusalId} />
    </>
  );
}
