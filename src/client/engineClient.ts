/** The page's one way to the engine. Commands answer with a value; everything they learn also stands in the stores. */
import { askMaps, exportAs, inspectFilter, predict, predictOfRun, preview, tryPrune } from './askCommands';
import { cancelLoad } from './cancelLoad';
import { ensureLoaded } from './ensureLoaded';
import { closeFile, diagnose, dismissExamined, examine, examineAfter, openFiles } from './fileCommands';
import { openZoo } from './loadCommands';
import { openMasks } from './maskCommands';
import { control, discardRun, reopen, resumeRun, startRun } from './runCommands';
import { connect } from './session';
import { sendWatch } from './watch';

export const client = {
  connect,
  openZoo,
  openFiles,
  closeFile,
  dismissExamined,
  examine,
  examineAfter,
  openMasks,
  ensureLoaded,
  diagnose,
  cancelLoad,
  startRun,
  resumeRun,
  discardRun,
  control,
  watch: sendWatch,
  tryPrune,
  inspectFilter,
  maps: askMaps,
  predict,
  predictOfRun,
  preview,
  exportAs,
  reopen,
} as const;
