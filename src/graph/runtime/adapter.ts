/** The few members of WebGPU that the lab touches, as interfaces of its own, so that tests can stand in for a GPU. */
export interface Device {
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
  destroy(): void;
}

export interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: {
    requiredFeatures: string[];
    requiredLimits: Record<string, number>;
  }): Promise<Device>;
}

interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

/** Names that software implementations of WebGPU go by. */
const software = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** Whether an adapter computes on the CPU; the lab counts it as none, since WASM does that better. */
export function isSoftware({ isFallbackAdapter, info }: Adapter): boolean {
  const names = `${info?.vendor ?? ''} ${info?.architecture ?? ''} ${info?.description ?? ''}`;
  return isFallbackAdapter === true || info?.isFallbackAdapter === true || software.test(names);
}

/** The host's WebGPU adapter; undefined where there is none. */
export async function findAdapter(): Promise<Adapter | undefined> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  try {
    return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Limits that onnxruntime's kernels grow with. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
];

const wantedFeatures = ['shader-f16', 'subgroups', 'timestamp-query'];

/** A device with the adapter's own limits. */
export function openDevice(adapter: Adapter): Promise<Device> {
  const limits = wantedLimits.filter((name) => adapter.limits[name] !== undefined);
  return adapter.requestDevice({
    requiredFeatures: wantedFeatures.filter((name) => adapter.features.has(name)),
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
  });
}
