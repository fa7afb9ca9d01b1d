/** GPUs by name, from data sheets. A test holds every peak equal to multiprocessors × clock × operations. */
import type { DramKind } from "../technology.ts";
import ada from "./devices/ada.json" with { type: "json" };
import ampere from "./devices/ampere.json" with { type: "json" };
import hopper from "./devices/hopper.json" with { type: "json" };
import jetson from "./devices/jetson.json" with { type: "json" };
import voltaTuring from "./devices/volta-turing.json" with { type: "json" };
import architectures from "./architectures.json" with { type: "json" };
import type { FormatName } from "./formats.ts";

export interface DensePeak {
  /** What multiplies: `tensor` or `cuda` cores. */
  readonly unit: string;
  /** A multiply-accumulate is two. */
  readonly operationsPerMultiprocessorCycle: number;
  /** At which the maker states the peak. */
  readonly clockMhz: number;
  /** As the maker states it, without sparsity. */
  readonly tera: number;
}

export type GpuArchitectureName = keyof typeof architectures;
export type GpuMemoryKind = DramKind | "gddr6" | "gddr6x";

export interface GpuDevice {
  readonly architecture: string;
  readonly specification: {
    readonly multiprocessors: number;
    readonly cudaCoresPerMultiprocessor: number;
    readonly boostClockMhz: number;
    readonly densePeaks: Readonly<Partial<Record<FormatName, DensePeak>>>;
    readonly memory: { readonly kind: string; readonly gibibytes: number; readonly gigabytesPerSecond: number };
    readonly l2Mebibytes: number;
    readonly tdpWatts: number;
    readonly source: string;
    /** `cross-checked`: stated by the maker, and its peaks follow from its parts; `memory`: not checked further; `low`: rough. */
    readonly confidence: string;
  };
  readonly die: {
    readonly process: string;
    readonly squareMm: number;
    readonly source: string;
    readonly confidence: string;
  };
  readonly idle: { readonly watts: number; readonly source: string; readonly confidence: string };
  readonly launch: { readonly microseconds: number; readonly source: string; readonly confidence: string };
}

/** How much of its peaks a generation reaches, and what its kernels wait for. */
export interface GpuArchitecture {
  /** Share of the peak in the steady state of a product. */
  readonly tensorEfficiency: number;
  readonly cudaEfficiency: number;
  /** Share of the bandwidth in long streams. */
  readonly dramEfficiency: number;
  readonly l2BytesPerCycle: number;
  /** That one multiprocessor takes from L2 at most. */
  readonly multiprocessorBytesPerCycle: number;
  /**
   * Of one step along the reduction where one block has a multiprocessor to itself: latency of L2, or of the memory outside, over the steps that
   * are loaded ahead: three since Ampere copies to shared memory by itself, one before.
   */
  readonly stepCycles: number;
  readonly farStepCycles: number;
  /** Until a block's first step, and after its last. */
  readonly blockCycles: number;
  /** Rows, columns and bytes of depth of one instruction. */
  readonly tensorShape: readonly number[];
  /** To what these numbers were fitted. */
  readonly fitted: string;
}

export const gpuDevices = { ...hopper, ...ampere, ...ada, ...voltaTuring, ...jetson } as const satisfies Record<
  string,
  GpuDevice
>;
export type GpuDeviceName = keyof typeof gpuDevices;
export const gpuDeviceNames = Object.keys(gpuDevices) as [GpuDeviceName, ...GpuDeviceName[]];

export const gpuNamed = (name: GpuDeviceName): GpuDevice => gpuDevices[name];

export const architectureOf = ({ architecture }: GpuDevice): GpuArchitecture => {
  const known: Readonly<Record<string, GpuArchitecture>> = architectures;
  const found = known[architecture];
  if (found === undefined) throw new RangeError(`no architecture ${architecture}`);
  return found;
};
