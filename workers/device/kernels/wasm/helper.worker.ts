/** A helper thread in a browser. */
import { helpWith, type HelperTask } from './team';

self.onmessage = ({ data }: MessageEvent<HelperTask>) => {
  void helpWith(data, () => self.postMessage(null));
};
