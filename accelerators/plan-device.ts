/** The parts of the plan that only machines without levels of loops have: kernels of a GPU, engines and resources of an FPGA. */

/** How a GPU runs a layer. */
export interface PlanKernel {
  /** What computes, such as `fp16 on tensor cores` or `fp32 on CUDA cores`. */
  readonly arithmetic: string;
  /** The layer in whose kernel this one's work is done, so that it takes no time of its own; null where the kernel is its own. */
  readonly fusedInto: string | null;
  /** Outputs that a thread block computes, and the depth of a step; null where elements are streamed. */
  readonly tile: { readonly rows: number; readonly columns: number; readonly depth: number } | null;
  /** Thread blocks, those of all parts of a split reduction. */
  readonly blocks: number;
  /** Rounds in which the multiprocessors work through them. */
  readonly waves: number;
  /** Parts into which the reduction is split; 1 where it is not. */
  readonly splitK: number;
  /** What each part of the machine would take alone; the layer takes the longest of them after its launch. */
  readonly launchCycles: number;
  readonly computeCycles: number;
  readonly l2Cycles: number;
  readonly dramCycles: number;
}

/** What runs a layer in a pipeline on an FPGA, with what it takes of the device. */
export interface PlanEngine {
  /** By what the style calls them: `pe` and `simd` of a streaming engine. */
  readonly folding: Readonly<Record<string, number>>;
  /** Between the starts of two inferences, if this engine were alone. */
  readonly intervalCycles: number;
  /** What multiplies: `dsp` or `lut`; null where nothing does. */
  readonly multipliers: string | null;
  /** Where weights lie: `lutram`, `bram`, `uram`, `stream` from the memory outside; null where there are none. */
  readonly weightMemory: string | null;
  /** By the names of `accelerators[].resources`: window buffers and FIFOs in front of it included. */
  readonly resources: Readonly<Record<string, number>>;
}

/** One kind of thing that an FPGA has. */
export interface PlanResource {
  /** `lut`, `ff`, `bram18`, `uram` or `dsp`. */
  readonly name: string;
  /** By the whole design. */
  readonly used: number;
  /** What may be used. */
  readonly budget: number;
  /** What the device has, its shell taken off. */
  readonly available: number;
}
