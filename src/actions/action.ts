/** A user command as data: buttons, keys and the help panel all use the same object. */
import type { EngineState } from '../state/engineStore';
import type { Steered } from '../state/steered';
import type { ViewState } from '../state/viewStore';

/** What decides whether a command makes sense now. */
export interface ActionState extends Steered {
  readonly canResume: boolean;
  /** Whether a run of the recipe on the page would be refused. */
  readonly refused: boolean;
  readonly engine: EngineState['status'];
  readonly panel: ViewState['panel'];
  readonly scrub: ViewState['scrub'];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface Action {
  readonly id: string;
  readonly label: string;
  /** `KeyboardEvent.key` of the single key that triggers it, with `Mod+` for Ctrl or Command; null for none. */
  readonly shortcut: string | null;
  readonly enabled: (state: ActionState) => boolean;
  readonly perform: () => void;
}
