/** Asks the file doctor about the user's own network. */
import { Stethoscope } from 'lucide-react';
import { client } from '../../client/engineClient';
import { useEngine } from '../../state/engineStore';
import { useIsBusy } from '../../state/steered';
import { NETWORK_TEXT } from '../../text/model';

/** Nothing for the networks that come with the page. */
export function ExamineButton() {
  const network = useEngine((engine) => engine.files.model);
  const isLoading = useEngine((engine) => engine.loading !== null);
  const isRunning = useIsBusy();
  if (network === null) return null;
  return (
    <div>
      <button
        type="button"
        data-quiet
        disabled={isLoading || isRunning}
        onClick={() => void client.examine(network)}
      >
        <Stethoscope size={16} aria-hidden="true" />
        {NETWORK_TEXT.examine}
      </button>
    </div>
  );
}
