/**
 * Compiles the AssemblyScript kernels to workers/device/kernels/wasm/kernels-*.wasm, for engines with and without relaxed
 * SIMD, for a heap of one thread and for a shared one, unless all are newer than their sources. A module shares the heap of
 * tfjs-backend-wasm, so one with static data is refused: it would overwrite tfjs's.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'workers/device/kernels/wasm/assembly');
const FEATURES = { plain: 'simd,threads', relaxed: 'simd,relaxed-simd,threads' };
// The most that tfjs's heap may grow to, in pages: what a shared memory is made with.
const HEAPS = { alone: [], shared: ['--sharedMemory', '--maximumMemory', '65535'] };
const BUILDS = Object.entries(FEATURES).flatMap(([name, features]) =>
  Object.entries(HEAPS).map(([heap, options]) => ({
    output: join(folder, `../kernels-${name}-${heap}.wasm`),
    options: ['--enable', features, ...options],
  })),
);
const OPTIONS = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert'];
const DATA_SECTION = 11;

function changedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isUpToDate() {
  const sources = readdirSync(folder).map((name) => join(folder, name));
  const newestMs = Math.max(changedMs(fileURLToPath(import.meta.url)), ...sources.map(changedMs));
  return BUILDS.every(({ output }) => changedMs(output) > newestMs);
}

/** Reads an unsigned LEB128 number; answers [value, offset after it]. */
function readLength(bytes, offset) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[offset++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, offset];
  }
}

function hasData(bytes) {
  for (let offset = 8; offset < bytes.length;) {
    const id = bytes[offset];
    const [length, start] = readLength(bytes, offset + 1);
    if (id === DATA_SECTION && readLength(bytes, start)[0] > 0) return true;
    offset = start + length;
  }
  return false;
}

async function compile({ output, options }) {
  const { default: asc } = await import('assemblyscript/asc');
  const files = [relative(root, join(folder, 'index.ts')), '--outFile', relative(root, output)];
  const { error, stderr } = await asc.main([...files, ...OPTIONS, ...options, '--baseDir', root]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const bytes = readFileSync(output);
  if (!hasData(bytes)) return bytes.length;
  rmSync(output);
  throw new Error('the kernels hold static data, which would overwrite the heap of tfjs');
}

if (isUpToDate()) {
  console.log('kernels: up to date');
} else {
  const startMs = performance.now();
  try {
    const sizes = [];
    for (const build of BUILDS) sizes.push(await compile(build));
    console.log(`kernels: ${sizes.join(' + ')} bytes in ${Math.round(performance.now() - startMs)} ms`);
  } catch (error) {
    console.error(`kernels: ${error.message}`);
    process.exitCode = 1;
  }
}
