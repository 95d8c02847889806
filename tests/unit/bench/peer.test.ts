/** The other process answers, says what went wrong, or is gone: each is told apart. */
import { afterEach, describe, expect, it } from 'vitest';
import { Peer } from '../../../bench/peer';
import { reasonOf } from '../../../bench/section';
import { FaultError } from '../../../workers/protocol';

const SCRIPT = `
  const { createInterface } = require('node:readline');
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { op, value } = JSON.parse(line);
    if (op === 'end') { console.error('out of luck'); process.exit(3); }
    console.log(JSON.stringify(op === 'double' ? { ok: true, value: 2 * value } : { ok: false, error: 'unknown' }));
  });`;

const peers: Peer[] = [];
function start(): Peer {
  const peer = new Peer('echo', process.execPath, ['-e', SCRIPT]);
  peers.push(peer);
  return peer;
}
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});

describe('Peer', () => {
  it('gives each request its own answer', async () => {
    const peer = start();
    expect(await peer.ask<number>({ op: 'double', value: 21 })).toBe(42);
    await expect(peer.ask({ op: 'halve' })).rejects.toThrow('echo, halve: unknown');
    expect(await peer.ask<number>({ op: 'double', value: 4 })).toBe(8);
  });

  it('says with which words the process ended, also to who asks later', async () => {
    const peer = start();
    await expect(peer.ask({ op: 'end' })).rejects.toThrow('echo, end: it ended with code 3. out of luck');
    await expect(peer.ask({ op: 'double' })).rejects.toThrow(
      'echo, double: it ended with code 3. out of luck',
    );
  });

  it('says that a program is not there', async () => {
    const peer = new Peer('nobody', '/nowhere/program', []);
    await expect(peer.ask({ op: 'double' })).rejects.toThrow(/nobody, double: .*ENOENT/);
  });
});

describe('reasonOf', () => {
  it('is one line, whatever was thrown', () => {
    expect(reasonOf(new Error('first\nsecond'))).toBe('first');
    expect(reasonOf('words')).toBe('words');
    expect(reasonOf(new FaultError('device-unavailable', { asked: 'webgpu', reason: 'no Chromium' }))).toBe(
      'no Chromium',
    );
  });
});
