/** A helper thread in Node: a file of its own in plain JavaScript, since a thread starts without our loader. */
import { parentPort, workerData } from 'node:worker_threads';

const { module, memory, teamAt } = workerData;
const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
const thread = exports.joinTeam(teamAt);
parentPort.postMessage(null);
exports.help(teamAt, thread);
