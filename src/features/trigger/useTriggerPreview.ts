/** One image of the loaded data, plain and with the trigger, always for the newest trigger. */
import { useEffect, useRef, useState } from 'react';
import type { Picture, Trigger } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { latestOnly, type LatestOnly } from '../start/latestOnly';

export interface TriggerPreview {
  readonly image: number;
  readonly trigger: Trigger | null;
  readonly clean: Picture;
  /** Null without a trigger, and where the poisoned pictures hold none made of this one. */
  readonly triggered: Picture | null;
}

interface Question {
  readonly image: number;
  readonly trigger: Trigger | null;
}

async function draw({ image, trigger }: Question): Promise<TriggerPreview | null> {
  const ask = async (carried: Trigger | null) => {
    const answer = await client.preview({ images: [image], trigger: carried });
    return answer.ok ? (answer.value[0] ?? null) : null;
  };
  const clean = await ask(null);
  if (clean === null) return null;
  const triggered = trigger === null ? null : await ask(trigger);
  // Of poisoned pictures that come ready, none need belong to this one.
  const isMissing = trigger !== null && trigger.kind !== 'images' && triggered === null;
  return isMissing ? null : { image, trigger, clean, triggered };
}

/** Null until the first answer, and while `subject` (what is loaded) is null. An old picture stays until a new one is there. */
export function useTriggerPreview(
  subject: string | null,
  image: number,
  trigger: Trigger | null,
): TriggerPreview | null {
  const [shown, setShown] = useState<{ readonly subject: string; readonly preview: TriggerPreview } | null>(
    null,
  );
  const asker = useRef<LatestOnly<Question> | null>(null);
  useEffect(() => {
    if (subject === null) return undefined;
    const latest = latestOnly(draw, (preview) => setShown({ subject, preview }));
    asker.current = latest;
    return () => latest.stop();
  }, [subject]);
  useEffect(() => {
    if (subject !== null) asker.current?.ask({ image, trigger });
  }, [subject, image, trigger]);
  return shown !== null && shown.subject === subject ? shown.preview : null;
}
