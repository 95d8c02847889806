/** Fetching from a host that may be slow, wrong, huge, cut off or hostile. What a browser forbids is tested in a browser. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchFile, type FetchProgress, LARGEST_FETCH_BYTES } from '../../../src/client/fetchFile';
import { fileNameOf } from '../../../src/client/fileName';
import { keep } from '../../../src/client/keptFiles';
import { stubStorage } from './fakeStorage';

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

let server: Server;
let base: string;
let asked: string[];

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/whole.pth': (_, response) => response.setHeader('content-length', BYTES.length).end(BYTES),
  '/chunked.pth': (_, response) => {
    response.write(BYTES.subarray(0, 1000));
    setTimeout(() => response.end(BYTES.subarray(1000)), 100);
  },
  '/page.pth': (_, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end('<title>model.pth</title>'),
  '/cut.pth': (_, response) => {
    response.setHeader('content-length', BYTES.length).write(BYTES.subarray(0, 1000), () => {
      setTimeout(() => response.destroy(), 20);
    });
  },
  '/slow.pth': (_, response) => {
    response.write(BYTES.subarray(0, 1000));
  },
  '/huge.pth': (_, response) => {
    response.writeHead(200, { 'content-length': LARGEST_FETCH_BYTES + 1 }).write('a');
  },
  '/named': (_, response) =>
    response.setHeader('content-disposition', 'attachment; filename="../../net.pth"').end('a'),
  '/moved.pth': (_, response) => response.writeHead(302, { location: '/whole.pth' }).end(),
  '/empty.pth': (_, response) => response.end(),
};

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.headers.referer ?? ''}${request.headers.cookie ?? ''}`);
    const answer = ANSWERS[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

async function faultAt(address: string, options?: Parameters<typeof fetchFile>[1]) {
  const result = await fetchFile(address, options);
  if (result.ok) throw new Error(`fetched ${result.value.name}`);
  return result.fault;
}

describe('a file at an address', () => {
  it.each(['/whole.pth', '/chunked.pth', '/moved.pth'])(
    '%s comes whole, with progress that never falls',
    async (path) => {
      const seen: FetchProgress[] = [];
      const result = await fetchFile(`${base}${path}`, { onProgress: (progress) => seen.push(progress) });
      if (!result.ok) throw new Error(result.fault.code);
      expect(result.value.name).toBe(path.slice(1));
      expect(Buffer.from(await result.value.arrayBuffer()).equals(BYTES)).toBe(true);
      const received = seen.map(({ receivedBytes }) => receivedBytes);
      expect(received).toEqual(received.toSorted((a, b) => a - b));
      expect(seen.at(-1)).toEqual({
        receivedBytes: BYTES.length,
        totalBytes: path === '/chunked.pth' ? null : BYTES.length,
      });
      expect(asked.join('')).toBe('');
    },
  );

  it('may be empty; the reader says so', async () => {
    const result = await fetchFile(`${base}/empty.pth`);
    expect(result.ok && result.value.size).toBe(0);
  });

  it('is not fetched where it is kept', async () => {
    stubStorage();
    await keep(new File(['kept'], 'mine.pth'), 'a'.repeat(64));
    const result = await fetchFile(`${base}/whole.pth`, { sha256: 'a'.repeat(64) });
    expect(result.ok && result.value.name).toBe('mine.pth');
    expect(asked).toEqual([]);
    expect((await fetchFile(`${base}/whole.pth`, { sha256: 'b'.repeat(64) })).ok).toBe(true);
  });
});

describe('what cannot be fetched', () => {
  it.each([
    ['http://example.org/a.pth', 'Only addresses that begin with https:// are fetched'],
    ['ftp://example.org/a.pth', 'Only addresses that begin with https:// are fetched'],
    ['javascript:alert(1)', 'Only addresses that begin with https:// are fetched'],
    ['data:,a', 'Only addresses that begin with https:// are fetched'],
    ['model.pth', 'It is no complete address'],
    ['https://me:secret@example.org/a.pth', 'It holds a name or a password'],
    ['http://localhost.example.org/a.pth', 'Only addresses that begin with https:// are fetched'],
  ])('%s is refused before anything is sent', async (address, reason) => {
    const fetched = vi.fn();
    vi.stubGlobal('fetch', fetched);
    expect(await faultAt(address)).toMatchObject({ code: 'address-refused', params: { reason } });
    expect(fetched).not.toHaveBeenCalled();
  });

  it('says what the host answered', async () => {
    const fault = await faultAt(`${base}/none.pth`);
    expect(fault).toMatchObject({ code: 'address-unreachable', params: { status: 404 }, file: 'none.pth' });
  });

  it('says so where nobody answers', async () => {
    server.close();
    const { code, params, detail } = await faultAt(`${base}/whole.pth`);
    expect({ code, params }).toEqual({ code: 'address-unreachable', params: { host: base.slice(7) } });
    expect(detail).toBeDefined();
  });

  it('tells a web page from a file', async () => {
    expect((await faultAt(`${base}/page.pth`)).code).toBe('address-not-a-file');
  });

  it('does not take a part for the whole', async () => {
    expect(await faultAt(`${base}/cut.pth`)).toMatchObject({ code: 'file-damaged', file: 'cut.pth' });
  });

  it('refuses what is announced as too large, and what grows too large unannounced', async () => {
    expect((await faultAt(`${base}/huge.pth`)).params).toEqual({
      bytes: LARGEST_FETCH_BYTES + 1,
      limit: LARGEST_FETCH_BYTES,
    });
    // One chunk that says it is large stands in for two gigabytes.
    const chunk = { byteLength: LARGEST_FETCH_BYTES + 1 };
    const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) });
    vi.stubGlobal('fetch', async () => new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>));
    expect((await faultAt('https://example.org/a')).code).toBe('file-too-large');
  });

  it('does not follow where a redirect leaves https', async () => {
    const answer = new Response('a');
    Object.defineProperty(answer, 'url', { value: 'http://example.org/a' });
    vi.stubGlobal('fetch', async () => answer);
    expect((await faultAt('https://example.org/a')).code).toBe('address-refused');
  });

  it.each([0, 50])('can be cancelled, here after %d ms', async (ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), ms);
    expect((await faultAt(`${base}/slow.pth`, { signal: controller.signal })).code).toBe('cancelled');
  });
});

describe('names', () => {
  const at = (address: string, disposition: string | null = null): string =>
    fileNameOf(new URL(address), disposition);

  it.each([
    ['https://a.org/x/resolve/main/net.pth?download=true#x', null, 'net.pth'],
    ['https://a.org/my%20net.pth', null, 'my net.pth'],
    ['https://a.org/..%2f..%2fetc%2fpasswd', null, 'passwd'],
    ['https://a.org/%', null, '%'],
    ['https://a.org/', null, 'a.org'],
    ['https://a.org/x', 'attachment; filename="net.pth"', 'net.pth'],
    ['https://a.org/x', 'attachment; filename=net.pth; size=3', 'net.pth'],
    ['https://a.org/x', "attachment; filename=a; filename*=UTF-8''r%C3%A9seau.pth", 'réseau.pth'],
    ['https://a.org/x', 'attachment; filename="..\\..\\.net.pth"', 'net.pth'],
    ['https://a.org/x', 'attachment; filename="\u202ehtp.ten"', 'htp.ten'],
    ['https://a.org/x', 'inline', 'x'],
  ])('%s with %s is %s', (address, disposition, name) => {
    expect(at(address, disposition)).toBe(name);
  });

  it('are short, whatever the host says, and take no time', () => {
    const startMs = performance.now();
    expect(at('https://a.org/x', `filename="${'a'.repeat(1e6)}"`).length).toBeLessThanOrEqual(120);
    expect(at('https://a.org/x', `filename${' '.repeat(1e5)}`.repeat(3))).toBe('x');
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});
