/** Runs exported files in ONNX Runtime, which knows nothing of us, on its WebAssembly build in this process. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { HostTensor } from '../../../workers/graph/hostTensors';

// One thread: its workers would outlive the test.
env.wasm.numThreads = 1;

/** The one output for pictures [N, C, H, W]. */
export async function runOnnx(file: Uint8Array, { shape, data }: HostTensor): Promise<HostTensor> {
  const session = await InferenceSession.create(file);
  try {
    const [input = ''] = session.inputNames;
    const [output = ''] = session.outputNames;
    const found = (await session.run({ [input]: new Tensor('float32', data, [...shape]) }))[output];
    if (found === undefined) throw new RangeError('it gave nothing');
    return { shape: found.dims, data: Float32Array.from(await found.getData(), Number) };
  } finally {
    await session.release();
  }
}
