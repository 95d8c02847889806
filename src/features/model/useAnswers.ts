/** What the open network answers to the first images, beside their labels. */
import { useEffect, useState } from 'react';
import type { DataSummary, ModelSummary, Prediction } from '../../../workers/protocol';
import { client } from '../../client/engineClient';

const SHOWN = 8;

interface Answered {
  readonly model: ModelSummary;
  readonly data: DataSummary;
  readonly predictions: readonly Prediction[];
}

/** Empty until the engine has answered, and while it is not `wanted`. */
export function useAnswers(model: ModelSummary, data: DataSummary, wanted: boolean): readonly Prediction[] {
  const [answered, setAnswered] = useState<Answered | null>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    let isCurrent = true;
    const count = Math.min(SHOWN, (data.test ?? data.defense).count);
    const images = Array.from({ length: count }, (_, index) => index);
    void client.predict({ network: 'backdoored', images, trigger: null }).then((answer) => {
      if (isCurrent && answer.ok) setAnswered({ model, data, predictions: answer.value });
    });
    return () => {
      isCurrent = false;
    };
  }, [model, data, wanted]);
  return wanted && answered?.model === model && answered.data === data ? answered.predictions : [];
}
