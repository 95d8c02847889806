import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { crc32 } from '../../../workers/readers/crc32';
import { PIECE_BYTES } from '../../../workers/readers/pieces';
import { openZip } from '../../../workers/readers/zip';
import { ZIP_LIMITS } from '../../../workers/readers/zipDirectory';
import { bytesOf, faultOf } from './fixture';

const HELLO = bytesOf('hello hello hello hello');

async function readAll(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const zip = await openZip(bytesSource('a.zip', bytes));
  const files = new Map<string, Uint8Array>();
  for (const entry of zip.entries.values()) files.set(entry.name, await zip.read(entry));
  return files;
}

/** The offset of a 4-byte signature, searched from the end. */
function lastSignature(bytes: Uint8Array, signature: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = bytes.length - 4; at >= 0; at--) if (view.getUint32(at, true) === signature) return at;
  throw new Error('signature not found');
}

/** Rewrites an archive of one entry so that sizes, offset and directory place stand in zip64 records. */
function asZip64(zip: Uint8Array): Uint8Array {
  const central = lastSignature(zip, 0x02014b50);
  const end = lastSignature(zip, 0x06054b50);
  const old = new DataView(zip.buffer, zip.byteOffset);
  const nameBytes = old.getUint16(central + 28, true);
  const extra = new DataView(new ArrayBuffer(4 + 24));
  extra.setUint16(0, 1, true);
  extra.setUint16(2, 24, true);
  extra.setBigUint64(4, BigInt(old.getUint32(central + 24, true)), true);
  extra.setBigUint64(12, BigInt(old.getUint32(central + 20, true)), true);
  extra.setBigUint64(20, BigInt(old.getUint32(central + 42, true)), true);
  const header = zip.slice(central, central + 46 + nameBytes);
  const headerView = new DataView(header.buffer);
  for (const at of [20, 24, 42]) headerView.setUint32(at, 0xffffffff, true);
  headerView.setUint16(30, 28, true);
  const record = new DataView(new ArrayBuffer(56 + 20));
  record.setUint32(0, 0x06064b50, true);
  record.setBigUint64(4, 44n, true);
  record.setBigUint64(32, 1n, true);
  record.setBigUint64(40, BigInt(header.length + 28), true);
  record.setBigUint64(48, BigInt(central), true);
  record.setUint32(56, 0x07064b50, true);
  record.setBigUint64(64, BigInt(central + header.length + 28), true);
  const tail = zip.slice(end);
  new DataView(tail.buffer).setUint32(16, 0xffffffff, true);
  const parts = [
    zip.slice(0, central),
    header,
    new Uint8Array(extra.buffer),
    new Uint8Array(record.buffer),
    tail,
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('zip archives', () => {
  it('give back stored and deflated entries', async () => {
    const zip = zipSync({ 'a/stored.txt': [HELLO, { level: 0 }], 'b.txt': [HELLO, { level: 9 }] });
    expect(await readAll(zip)).toEqual(
      new Map([
        ['a/stored.txt', HELLO],
        ['b.txt', HELLO],
      ]),
    );
  });

  it('entries own their memory: whoever reads one may write to it', async () => {
    const zip = zipSync({ 'a.txt': [HELLO, { level: 0 }] });
    (await readAll(zip)).get('a.txt')?.fill(0);
    expect((await readAll(zip)).get('a.txt')).toEqual(HELLO);
  });

  it('larger than a piece come back whole, stored and deflated', async () => {
    const large = Uint8Array.from({ length: PIECE_BYTES + 1000 }, (_, i) => (i * i) >> 3);
    const zip = zipSync({ stored: [large, { level: 0 }], deflated: [large, { level: 1 }] });
    for (const bytes of (await readAll(zip)).values()) expect(Buffer.from(bytes).equals(large)).toBe(true);
  });

  it('may carry a comment behind their end', async () => {
    const zip = zipSync({ 'a.txt': HELLO });
    const end = lastSignature(zip, 0x06054b50);
    const commented = Uint8Array.from([...zip, ...bytesOf('a comment')]);
    commented[end + 20] = 9;
    expect((await readAll(commented)).get('a.txt')).toEqual(HELLO);
  });

  it('may state their sizes in zip64 records', async () => {
    const zip = asZip64(zipSync({ 'a.txt': [HELLO, { level: 0 }] }));
    expect((await readAll(zip)).get('a.txt')).toEqual(HELLO);
  });

  it('check every entry against its CRC-32', async () => {
    expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926); // the check value of the standard
    const zip = zipSync({ 'a.txt': [HELLO, { level: 0 }] });
    const at = Buffer.from(zip).indexOf('hello');
    zip[at] = 0x48;
    const fault = await faultOf(() => readAll(zip));
    expect(fault).toMatchObject({
      code: 'file-damaged',
      params: { reason: 'the checksum of a.txt does not match' },
    });
  });

  it('that are cut off, encrypted or oddly packed are damaged', async () => {
    const zip = zipSync({ 'a.txt': HELLO });
    const central = lastSignature(zip, 0x02014b50);
    const edited = (edit: (bytes: Uint8Array) => void): Uint8Array => {
      const copy = zip.slice();
      edit(copy);
      return copy;
    };
    const sized = (size: number): Uint8Array => edited((b) => void (b[central + 24] = b[22] = size));
    const reasons: [Uint8Array, string][] = [
      [zip.slice(0, -1), 'the end of the archive is missing, it was cut off'],
      [edited((b) => (b[central + 8] = 1)), 'it is encrypted'],
      [edited((b) => (b[central + 10] = 12)), 'the entry a.txt is packed with an unknown method'],
      [edited((b) => (b[0] = 0)), 'the entry a.txt is not where it should be'],
      [edited((b) => (b[central] = 0)), 'its table of contents is broken'],
      [sized(5), 'the entry a.txt cannot be unpacked'],
      [sized(99), 'the entry a.txt cannot be unpacked'],
      // 64 KiB out of a few bytes: more than deflate can do, so no room is made for them.
      [edited((b) => (b[central + 26] = b[24] = 1)), 'its table of contents is broken'],
      [edited((b) => (b[central + 24] = 5)), 'the entry a.txt is described in two different ways'],
      [edited((b) => (b[8] = 0)), 'the entry a.txt is described in two different ways'],
      [edited((b) => (b[30] = 0x62)), 'the entry a.txt is described in two different ways'],
    ];
    for (const [bytes, reason] of reasons) {
      expect(await faultOf(() => readAll(bytes))).toMatchObject({ code: 'file-damaged', params: { reason } });
    }
  });
});

describe('zip bombs', () => {
  it('are refused from their table of contents, before anything is unpacked', async () => {
    const bomb = zipSync({ zeros: [new Uint8Array(17 * 2 ** 20), { level: 6 }] });
    expect(bomb.length).toBeLessThan(50_000);
    const fault = await faultOf(() => openZip(bytesSource('bomb.zip', bomb)));
    expect(fault).toMatchObject({ code: 'file-too-large', params: { what: 'times unpacked', limit: 100 } });
  });

  it('are refused by entry count, entry size and total size', async () => {
    const zip = bytesSource('a.zip', zipSync({ a: HELLO, b: HELLO, c: HELLO }));
    for (const limit of [{ entries: 2 }, { entryBytes: 10 }, { totalBytes: 50 }]) {
      const fault = await faultOf(() => openZip(zip, { ...ZIP_LIMITS, ...limit }));
      expect(fault.code).toBe('file-too-large');
    }
  });

  it('cannot hand out one stretch of data under many names', async () => {
    const zip = zipSync({ a: [HELLO, { level: 0 }], b: [HELLO, { level: 0 }] });
    // The second entry is told to lie where the first does.
    new DataView(zip.buffer, zip.byteOffset).setUint32(lastSignature(zip, 0x02014b50) + 42, 0, true);
    expect(await faultOf(() => openZip(bytesSource('a.zip', zip)))).toMatchObject({
      code: 'file-damaged',
      params: { reason: 'entries of the archive overlap' },
    });
  });

  it('cannot reach into their own table of contents', async () => {
    const zip = zipSync({ a: [HELLO, { level: 0 }] });
    const central = lastSignature(zip, 0x02014b50);
    const view = new DataView(zip.buffer, zip.byteOffset);
    for (const at of [18, 22, central + 20, central + 24]) view.setUint32(at, HELLO.length + 20, true);
    expect((await faultOf(() => readAll(zip))).params['reason']).toBe('entries of the archive overlap');
  });

  it('with names such as ../../x are archives with odd names, no more', async () => {
    const names = ['../../x', '/etc/passwd', 'a\\..\\b', '__proto__', 'constructor'];
    const zip = zipSync(Object.fromEntries(names.map((name) => [`${name}/`, HELLO])));
    expect([...(await readAll(zip)).keys()]).toEqual(names.map((name) => `${name}/`));
  });

  it('cannot understate their size', async () => {
    const zip = zipSync({ zeros: [new Uint8Array(2 ** 20), { level: 6 }] });
    const view = new DataView(zip.buffer, zip.byteOffset);
    for (const at of [22, lastSignature(zip, 0x02014b50) + 24]) view.setUint32(at, 500, true);
    const fault = await faultOf(() => readAll(zip));
    expect(fault).toMatchObject({
      code: 'file-damaged',
      params: { reason: 'the entry zeros cannot be unpacked' },
    });
    // Unpacking stopped at the first piece too many instead of throwing the rest away.
    expect(fault.detail).toContain('more than 500 bytes');
  });
});
