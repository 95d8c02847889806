/** A graphics card that answers as a test wants it to: enough for tfjs to start on, not to compute on. */
export interface FakeGpuOptions {
  readonly adapter?: 'none' | 'refused' | 'present';
  readonly info?: Partial<GPUAdapterInfo>;
  readonly features?: readonly GPUFeatureName[];
  readonly device?: 'refused' | 'present';
}

export class FakeDevice extends EventTarget {
  readonly features: ReadonlySet<string>;
  readonly queue = {};
  readonly lost: Promise<{ reason: string; message: string }>;
  destroyed = 0;
  #settleLost: (info: { reason: string; message: string }) => void = () => undefined;

  constructor(descriptor: GPUDeviceDescriptor) {
    super();
    this.features = new Set(descriptor.requiredFeatures ?? []);
    this.lost = new Promise((resolve) => {
      this.#settleLost = resolve;
    });
  }

  /** What the browser does when the driver dies. */
  lose(reason: 'unknown' | 'destroyed', message = 'the driver went away'): void {
    this.#settleLost({ reason, message });
  }

  /** What the browser does with an error that no scope caught. */
  fail(error: { readonly message: string }): void {
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  }

  destroy(): void {
    this.destroyed++;
    this.lose('destroyed');
  }
}

export interface FakeGpu {
  readonly gpu: GPU;
  readonly devices: FakeDevice[];
  readonly requests: (GPURequestAdapterOptions | undefined)[];
  readonly descriptors: GPUDeviceDescriptor[];
}

const INFO = { vendor: 'nvidia', architecture: 'hopper', device: '', description: '' };

export function makeFakeGpu(options: FakeGpuOptions = {}): FakeGpu {
  const fake: Omit<FakeGpu, 'gpu'> = { devices: [], requests: [], descriptors: [] };
  const adapter = {
    info: { ...INFO, ...options.info },
    features: new Set(options.features ?? []),
    limits: { maxBufferSize: 2 ** 31, maxComputeWorkgroupSizeX: 1024 },
    requestDevice: async (descriptor: GPUDeviceDescriptor) => {
      fake.descriptors.push(descriptor);
      if (options.device === 'refused') throw new TypeError('a limit is out of range');
      const device = new FakeDevice(descriptor);
      fake.devices.push(device);
      return device;
    },
  };
  const requestAdapter = async (request?: GPURequestAdapterOptions) => {
    fake.requests.push(request);
    if (options.adapter === 'refused') throw new Error('the GPU process crashed');
    return options.adapter === 'none' ? null : adapter;
  };
  return { ...fake, gpu: { requestAdapter } as unknown as GPU };
}
