import { useEffect, useState } from 'react';
import type { Picture, Trigger } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { useEngine } from '../../state/engineStore';
import { imagesKey } from '../../state/imagesKey';
import { useShownTrigger } from '../../state/refusal';

/**
 * A picture of the loaded images, with `trigger` on it or plain; null until the engine has drawn it. Nothing is asked
 * while `isWanted` is false, no images are loaded, or the trigger does not fit them.
 */
export function usePreview(image: number, trigger: Trigger | null, isWanted = true): Picture | null {
  const shown = useShownTrigger(trigger);
  // What is open is part of the question: other images are another picture.
  const data = useEngine(({ status, data: open }) =>
    status === 'ready' && open !== null ? imagesKey(open) : null,
  );
  const [drawn, setDrawn] = useState<{ readonly question: string; readonly picture: Picture } | null>(null);
  const question =
    isWanted && shown === trigger && data !== null ? JSON.stringify([data, image, trigger]) : null;
  useEffect(() => {
    if (question === null) return;
    let isCurrent = true;
    void client.preview({ images: [image], trigger }).then((result) => {
      const picture = result.ok ? result.value[0] : undefined;
      if (isCurrent && picture !== undefined) setDrawn({ question, picture });
    });
    return () => {
      isCurrent = false;
    };
    // The question holds image and trigger by value: an equal recipe asks nothing anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [question]);
  return drawn !== null && drawn.question === question ? drawn.picture : null;
}
