/** Puts kernels of ours in the place of tfjs's, backend by backend. */
import { FaultError } from '../../protocol/faults';
import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '../tf';

/** tfjs's own kernels as they were before the first registration; we hand over what ours do not cover. */
const stockKernels = new Map<string, KernelConfig | undefined>();

/** Answers undefined where the kernel does not cover the case; then the stock kernel runs. */
export type Kernel = (
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
) => TensorInfo | TensorInfo[] | undefined;

/** Registers a kernel under a name that tfjs may know already. May be called again, with a kernel on a new device. */
export function replaceKernel(backendName: string, kernelName: string, kernel: Kernel): void {
  const key = `${backendName} ${kernelName}`;
  const present = getKernel(kernelName, backendName) as KernelConfig | undefined;
  if (!stockKernels.has(key)) stockKernels.set(key, present);
  if (present !== undefined) unregisterKernel(kernelName, backendName);
  const stock = stockKernels.get(key);
  const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
    const result = kernel(inputs, attrs ?? {});
    if (result !== undefined) return result;
    if (stock === undefined) throw new FaultError('layer-unsupported', { layers: kernelName });
    return stock.kernelFunc({ inputs, backend, ...(attrs === undefined ? {} : { attrs }) });
  };
  registerKernel({ ...stock, kernelName, backendName, kernelFunc });
}

/** Undoes {@link replaceKernel}, once or more often: tfjs's own kernel again, or none where it had none. */
export function restoreKernel(backendName: string, kernelName: string): void {
  const key = `${backendName} ${kernelName}`;
  if (!stockKernels.has(key)) return;
  const present = getKernel(kernelName, backendName) as KernelConfig | undefined;
  if (present !== undefined) unregisterKernel(kernelName, backendName);
  const stock = stockKernels.get(key);
  if (stock !== undefined) registerKernel(stock);
}
