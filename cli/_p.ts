import '../cli/nodePlatform';
import { startWasm } from '../tests/unit/kernels/nodeWasm';
import { loadCpuBackend, setBackend } from '../workers/device/tf';
import { uploadBatch } from '../workers/graph/batchTensors';
import { differentiate } from '../workers/graph/gradients';
import { trainableNames } from '../workers/graph/graph';
import { crossEntropy } from '../workers/graph/loss';
import { downloadTensors, uploadTensors } from '../workers/graph/parameters';
import { relativeError } from '../workers/graph/selfTest';
import { toTorchLayout } from '../workers/nets/layout';
import { loadBackdoored, loadFeed, readRecordedArrays } from '../tests/parity/recorded';
const all: Record<string, Float32Array>[] = [];
for (const build of ['relaxed','cpu'] as const) {
if (build==='cpu') { await loadCpuBackend(); await setBackend('cpu'); } else await startWasm(build);
const { graph, host } = await loadBackdoored();
const recorded = await readRecordedArrays('unlearning_step1.npz');
const feed = await loadFeed('unlearning');
const batch = uploadBatch(feed.images, feed.epoch(0).batches[0] ?? new Uint32Array(), feed.normalisation, null);
const parameters = uploadTensors(host);
const by = new Map([...parameters].filter(([name]) => trainableNames(graph).includes(name)));
const step = differentiate({ graph, parameters, x: batch.x, objective: (l) => crossEntropy(l, batch.oneHot), by, mode: 'train' });
const g = await downloadTensors(step.gradients); const mine: Record<string, Float32Array> = {};
for (const name of ['conv1.weight','bn1.weight','bn1.bias','layer2.0.shortcut.0.weight']) {
 mine[name]=toTorchLayout(graph.parameters.get(name)!, g.get(name)!).data;
 console.log(build, name, 'to recorded', relativeError(mine[name], Float32Array.from(recorded(`grad_${name.replaceAll('.','_')}`).data, v=>-v)), 'to wasm', all[0] && relativeError(mine[name], all[0][name]!)); }
all.push(mine);
}
