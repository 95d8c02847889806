/** Starts tfjs's WebGL backend, for browsers without WebGPU and without fast WebAssembly. */
import { resetBackend } from './backendRegistry';
import { isSoftwareRenderer } from './gpuAdapter';
import { type BackendStart, type LostListener, refusal } from './runningBackend';
import { backend, loadWebglBackend, setBackend } from './tf';

const NAME = 'webgl';

/** tfjs asks for the same context. */
const ATTRIBUTES = { failIfMajorPerformanceCaveat: true } as const;

function openContext(): WebGL2RenderingContext | null {
  return typeof OffscreenCanvas === 'undefined'
    ? null
    : new OffscreenCanvas(1, 1).getContext('webgl2', ATTRIBUTES);
}

/** True where a WebGL 2 context with a graphics card behind it can be had. */
export function offersWebgl(): boolean {
  const context = openContext();
  // Browsers allow few contexts at a time.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

/** The workers' types leave the canvas out. */
type CanvasContext = WebGL2RenderingContext & { readonly canvas: EventTarget };

function currentContext(): CanvasContext {
  // tfjs types its backends by what all of them have.
  const current = backend() as unknown as { getGPGPUContext(): { readonly gl: CanvasContext } };
  return current.getGPGPUContext().gl;
}

function nameRenderer(gl: WebGL2RenderingContext): string {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(unmasked === null ? gl.RENDERER : unmasked.UNMASKED_RENDERER_WEBGL));
}

/** Starts the backend; `lost` hears once that the context is gone, and never after `dispose`. */
export async function startWebgl(lost: LostListener): Promise<BackendStart> {
  if (!offersWebgl()) return refusal('no-adapter', 'no WebGL 2 context');
  try {
    await loadWebglBackend();
    if (!(await setBackend(NAME))) throw new Error('tfjs refused WebGL');
    const gl = currentContext();
    const name = nameRenderer(gl);
    const onLost = (): void => lost({ code: 'device-lost', params: { reason: 'unknown' }, detail: name });
    gl.canvas.addEventListener('webglcontextlost', onLost, { once: true });
    const dispose = (): void => {
      gl.canvas.removeEventListener('webglcontextlost', onLost);
      resetBackend(NAME);
    };
    return { backend: NAME, name, software: isSoftwareRenderer(name), dispose };
  } catch (thrown) {
    resetBackend(NAME);
    return refusal('gpu-failed', thrown);
  }
}
