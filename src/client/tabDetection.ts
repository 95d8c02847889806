/** The report of the tab's last detection is written down, so that a reload shows it again. */
import type { DetectionReport } from '../../workers/protocol';
import { tabMemory } from './tabMemory';

export const {
  remember: rememberDetection,
  forget: forgetDetection,
  remembered: rememberedDetection,
} = tabMemory<DetectionReport>('rnp-tab-detection');
