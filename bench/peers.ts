/** Starting both sides' processes. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Peer } from './peer';

const PYTHONS = ['python3', '/usr/bin/python3'];
const TORCH_PEER = fileURLToPath(new URL('torch_peer.py', import.meta.url));
const OUR_PEER = fileURLToPath(new URL('ourPeer.ts', import.meta.url));

/** Our engine in a process of its own. */
export function startOurs(): Peer {
  // tsx lives in the repository, which need not be the working directory.
  const tsx = import.meta.resolve('tsx');
  return new Peer('our engine', process.execPath, ['--import', tsx, OUR_PEER]);
}

/** The first Python that has PyTorch, or null. */
export function findTorchPython(): string | null {
  const hasTorch = (python: string): boolean => spawnSync(python, ['-c', 'import torch']).status === 0;
  return PYTHONS.find(hasTorch) ?? null;
}

/** PyTorch in a process of its own; `-B`: it leaves no compiled files in the repository. */
export function startTorch(python: string): Peer {
  return new Peer('PyTorch', python, ['-B', TORCH_PEER]);
}
