/** The first images of the loaded set, small. */
import { useEffect, useState } from 'react';
import type { DataSummary, Picture } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { runStore } from '../../state/runStore';
import { isAlive } from '../../state/transition';

const SHOWN = 12;

interface Shown {
  readonly data: DataSummary;
  readonly pictures: readonly Picture[];
}

/** Empty until the engine has answered, and while a run keeps it busy. */
export function useThumbnails(data: DataSummary | null): readonly Picture[] {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    if (data === null || isAlive(runStore.getState().status)) return undefined;
    let isCurrent = true;
    const count = Math.min(SHOWN, (data.test ?? data.defense).count);
    const images = Array.from({ length: count }, (_, index) => index);
    void client.preview({ images, trigger: null }).then((answer) => {
      if (isCurrent && answer.ok) setShown({ data, pictures: answer.value });
    });
    return () => {
      isCurrent = false;
    };
  }, [data]);
  return shown !== null && shown.data === data ? shown.pictures : [];
}
