/** All commands, in the order the help panel lists them. */
import type { Action } from './action';
import { branchRun } from './branchRun';
import { cancelRun } from './cancelRun';
import { openHelp, openRecipe, openShare } from './openPanel';
import { playRun } from './playRun';
import { redoRecipe } from './redoRecipe';
import { resumeRun } from './resumeRun';
import { SHOW_PLACES } from './showPlace';
import { skipStage } from './skipStage';
import { slowRun } from './slowRun';
import { stepRun } from './stepRun';
import { toggleOracle } from './toggleOracle';
import { undoRecipe } from './undoRecipe';

export const ACTIONS: readonly Action[] = [
  playRun,
  stepRun,
  slowRun,
  skipStage,
  cancelRun,
  resumeRun,
  branchRun,
  toggleOracle,
  ...SHOW_PLACES,
  openRecipe,
  openShare,
  openHelp,
  undoRecipe,
  redoRecipe,
];
