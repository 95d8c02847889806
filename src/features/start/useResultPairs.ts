/** The same two pictures before and after the cut, for the result card. */
import { useEffect, useMemo, useState } from 'react';
import type { Recording, Report } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { findSample } from './findSample';
import { askPair, type PredictedPair, recordedPair } from './predictedPair';

export interface ResultPairs {
  readonly before: PredictedPair;
  readonly after: PredictedPair;
}

/** The run is asked, since another network may have been opened after it. */
const OF_RUN = { predict: client.predictOfRun, preview: client.preview };

async function askPairs(report: Report, wanted: PredictedPair | null): Promise<ResultPairs | null> {
  const { trigger } = report.recipe;
  const available = (report.data.test ?? report.data.defense).count;
  const picture = wanted?.clean.picture ?? null;
  const image = await findSample(OF_RUN, picture, trigger, available);
  if (image === null) return null;
  const before = await askPair(OF_RUN, { network: 'backdoored', image, trigger });
  const after = await askPair(OF_RUN, { network: 'pruned', image, trigger });
  return before === null || after === null ? null : { before, after };
}

/**
 * Pairs for a report. A recorded run brings its own; for a run of this page the engine is asked, about the recorded
 * picture where its set holds it. Null while nothing is known; the card then stands without pictures.
 */
export function useResultPairs(
  report: Report,
  isRecorded: boolean,
  recording: Recording | null,
): ResultPairs | null {
  const recorded = useMemo((): ResultPairs | null => {
    const sample = recording?.samples[0];
    if (sample === undefined) return null;
    return { before: recordedPair(sample, 'before'), after: recordedPair(sample, 'after') };
  }, [recording]);
  const [asked, setAsked] = useState<{ readonly report: Report; readonly pairs: ResultPairs } | null>(null);
  useEffect(() => {
    if (isRecorded) return undefined;
    let isCurrent = true;
    void askPairs(report, recorded?.before ?? null).then((pairs) => {
      if (isCurrent && pairs !== null) setAsked({ report, pairs });
    });
    return () => {
      isCurrent = false;
    };
  }, [report, isRecorded, recorded]);
  if (isRecorded) return recorded;
  return asked?.report === report ? asked.pairs : null;
}
