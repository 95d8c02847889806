/** What the runner and its page know of each other. */
import type { EngineEvent, PixelReading, Result } from '../../workers/protocol';
import type { RunnableRecipe, RunnableReport } from '../runWithFiles';

declare global {
  interface Window {
    /** Given by the runner: hears every event. */
    tell: (event: EngineEvent) => void;
    /** Runs a recipe on the graphics card, with the files that were put into the page. */
    rnp: (
      recipe: RunnableRecipe,
      paths: Readonly<Record<string, readonly string[]>>,
      pixels: PixelReading,
    ) => Promise<Result<RunnableReport>>;
  }
}
