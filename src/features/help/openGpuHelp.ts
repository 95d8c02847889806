/** Opens Help at the part about graphics cards. */
import { whenDrawn } from '../../app/whenDrawn';
import { setView } from '../../state/viewStore';

export const GPU_HELP_ID = 'help-gpu';

export function openGpuHelp(): void {
  setView({ panel: 'help' });
  whenDrawn(GPU_HELP_ID, (heading) => heading.focus());
}
