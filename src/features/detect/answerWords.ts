/** What the verdicts on one network were, in words: one run by its answer, several by counts. Pure. */
import type { NetworkDetection } from '../../../workers/protocol/detectionTable';
import { DETECTION_TABLE_TEXT } from '../../text/detectionTable';

/** "backdoor", or "2 of 3 backdoor, 1 unsure". A wrong label is told apart where there is a right one. */
export function answerWords({
  answers,
  rates,
  rightLabels,
  runs,
}: Pick<NetworkDetection, 'answers' | 'rates' | 'rightLabels' | 'runs'>): string {
  const { answers: names, count, hits, wrongLabel, wrongLabels } = DETECTION_TABLE_TEXT;
  const hasLabel = rates.margin.trials > 0;
  const right = hasLabel ? rightLabels : answers.backdoor;
  const said = [
    { times: right, name: names.backdoor },
    { times: answers.backdoor - right, name: runs === 1 ? wrongLabel : wrongLabels },
    { times: answers.unsure, name: names.unsure },
    { times: answers['nothing-found'], name: names['nothing-found'] },
  ].filter(({ times }) => times > 0);
  return said
    .map(({ name, times }, at) => {
      if (runs === 1) return name;
      return count(at === 0 ? hits(times, runs) : String(times), name);
    })
    .join(', ');
}
