/**
 * Compiles the AssemblyScript kernels to workers/device/kernels/wasm/kernels-*.wasm, for engines with and without relaxed
 * SIMD, for a heap of one thread and for a shared one, unless all are newer than their sources.
 */
import { readdirSync, statSync } from 'node:fs';
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

function changedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isUpToDate() {
  const sources = readdirSync(folder).map((name) => join(folder, name));
  const newestMs = Math.max(changedMs(fileURLToPath(import.meta.url)), ...sources.map(changedMs));
  return BUILDS.every(({ output }) => changedMs(output) > newestMs);
}

async function compile({ output, options }) {
  const { default: asc } = await import('assemblyscript/asc');
  const files = [relative(root, join(folder, 'index.ts')), '--outFile', relative(root, output)];
  const { error, stderr } = await asc.main([...files, ...OPTIONS, ...options, '--baseDir', root]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return statSync(output).size;
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
