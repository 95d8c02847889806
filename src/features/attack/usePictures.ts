/** Pictures of the loaded images, plain or with a trigger, always for the newest trigger. */
import { useEffect, useRef, useState } from 'react';
import type { Picture, Trigger } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { useEngine } from '../../state/engineStore';
import { imagesKey } from '../../state/imagesKey';
import { latestOnly, type LatestOnly } from '../start/latestOnly';

interface Drawn {
  readonly subject: string;
  readonly images: readonly number[];
  readonly pictures: readonly Picture[];
}

/**
 * The pictures with these numbers; null until the first answer, and where nothing is loaded. While another trigger is drawn
 * the old pictures stay. `images` is compared by identity; a trigger that does not fit the images is not to be asked for.
 */
export function usePictures(images: readonly number[], trigger: Trigger | null): readonly Picture[] | null {
  const subject = useEngine(({ status, data }) =>
    status === 'ready' && data !== null ? imagesKey(data) : null,
  );
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const asker = useRef<LatestOnly<Trigger | null> | null>(null);
  useEffect(() => {
    if (subject === null) return undefined;
    const draw = async (carried: Trigger | null): Promise<readonly Picture[] | null> => {
      const answer = await client.preview({ images, trigger: carried });
      return answer.ok ? answer.value : null;
    };
    const latest = latestOnly(draw, (pictures) => setDrawn({ subject, images, pictures }));
    asker.current = latest;
    return () => latest.stop();
  }, [subject, images]);
  useEffect(() => {
    if (subject !== null) asker.current?.ask(trigger);
  }, [subject, images, trigger]);
  return drawn !== null && drawn.subject === subject && drawn.images === images ? drawn.pictures : null;
}
