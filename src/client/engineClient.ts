/** The page's one way to the engine. Commands answer with a value; everything they learn also stands in the stores. */
import { steered } from '../state/steered';
import {
  askMaps,
  exportAs,
  inspectFilter,
  predict,
  predictOfRun,
  preview,
  resizedPictures,
  tryPrune,
} from './askCommands';
import { cancelLoad } from './cancelLoad';
import { ensureBuiltIn, ensureLoaded } from './ensureLoaded';
import { diagnose, dismissExamined, examine, examineAfter } from './doctorCommands';
import { closeFile, forgetUnlabelled, openFiles } from './fileCommands';
import { openZoo } from './loadCommands';
import { openMasks } from './maskCommands';
import { controlRun, discardRun, reopen, resumeRun, startRun } from './runCommands';
import { connect } from './session';
import { type ControlWord, lateSteering } from './steer';
import { tellApart } from './tellApart';
import {
  controlTraining,
  discardTraining,
  removeTrained,
  resumeTraining,
  startTraining,
} from './trainCommands';
import { sendWatch } from './watch';

/** Steers what learns: the training, the queue's run or the detection while one is under way, else the run. */
function control(word: ControlWord): ReturnType<typeof controlRun> {
  const { what } = steered();
  if (what === 'queue' || what === 'detection') return lateSteering[what](word);
  return what === 'training' ? controlTraining(word) : controlRun(word);
}

export const client = {
  connect,
  openZoo,
  tellApart,
  openFiles,
  closeFile,
  forgetUnlabelled,
  dismissExamined,
  examine,
  examineAfter,
  openMasks,
  ensureBuiltIn,
  ensureLoaded,
  diagnose,
  cancelLoad,
  startRun,
  resumeRun,
  discardRun,
  control,
  startTraining,
  resumeTraining,
  discardTraining,
  removeTrained,
  watch: sendWatch,
  tryPrune,
  inspectFilter,
  maps: askMaps,
  predict,
  predictOfRun,
  preview,
  resizedPictures,
  exportAs,
  reopen,
} as const;
