/** Files that are shipped beside the page. */
import { FaultError } from '../../workers/protocol';

/** Address of a file that is shipped with the page, wherever the page is hosted. */
export function pageUrl(path: string): string {
  return new URL(path, document.baseURI).href;
}

/** Fetches JSON that is shipped with the page. Throws `network-failed`. */
export async function fetchPageJson(path: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(pageUrl(path));
  } catch (thrown) {
    throw new FaultError('network-failed', { url: path, reason: String(thrown) });
  }
  if (!response.ok) throw new FaultError('network-failed', { url: path, reason: `HTTP ${response.status}` });
  try {
    return await response.json();
  } catch (thrown) {
    throw new FaultError(
      'network-failed',
      { url: path, reason: 'the answer is no JSON' },
      { detail: String(thrown) },
    );
  }
}
