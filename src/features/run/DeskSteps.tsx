/** The fine steps, bound to the cut on the desk. */
import { layCut, undoCut, useCutDesk } from './cutDesk';
import { CutSteps } from './CutSteps';
import type { ShownCut } from './useCut';

export function DeskSteps({ cut }: { readonly cut: ShownCut }) {
  const canUndo = useCutDesk((desk) => desk.past.length > 0);
  return (
    <CutSteps
      canCutMore={cut.canTry && cut.more !== null}
      canCutLess={cut.canTry && cut.less !== null}
      canUndo={canUndo}
      isTried={cut.request !== null}
      onMore={() => cut.more !== null && layCut(cut.more)}
      onLess={() => cut.less !== null && layCut(cut.less)}
      onUndo={undoCut}
      onBack={() => layCut(null)}
    />
  );
}
