/** A few pictures of each role that was resized, beside what they were in their files. */
import { useEffect, useState } from 'react';
import {
  type DataSummary,
  IMAGE_ROLES,
  type ImageRole,
  type ResizedPicture,
} from '../../../workers/protocol';
import { client } from '../../client/engineClient';

export interface ResizedSet {
  readonly role: ImageRole;
  readonly pictures: readonly ResizedPicture[];
}

interface Shown {
  readonly data: DataSummary;
  readonly sets: readonly ResizedSet[];
}

async function ask(data: DataSummary): Promise<readonly ResizedSet[]> {
  const sets: ResizedSet[] = [];
  for (const role of IMAGE_ROLES) {
    if (data[role] === null || data[role].resized === null) continue;
    const answer = await client.resizedPictures(role);
    if (answer.ok && answer.value.length > 0) sets.push({ role, pictures: answer.value });
  }
  return sets;
}

/** Empty until the engine has answered, and where every picture kept its size. */
export function useResizedPictures(data: DataSummary): readonly ResizedSet[] {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void ask(data).then((sets) => {
      if (isCurrent) setShown({ data, sets });
    });
    return () => {
      isCurrent = false;
    };
  }, [data]);
  return shown?.data === data ? shown.sets : [];
}
