/**
 * The deployment plan: what compiling leaves behind. Types only, below its maker (explore/) and its readers (codegen/, cli/).
 * Values are plain JSON with the unit in each name, because types vanish in the file. The order of fields here is the order
 * in the file. `codegen/plan-json/schema.ts` says the same to programs; the compiler checks that the two agree.
 */

import type { PlanEngine, PlanKernel, PlanResource } from "./plan-device.ts";
import type { PlanMapping } from "./plan-mapping.ts";
import type { PlanQuantization } from "./plan-quantization.ts";
import type { PlanSearch } from "./plan-search.ts";

/** Changes where a reader of the last version could misread the new one. */
export type PlanSchemaVersion = "mortise-plan/1";

export interface Plan {
  readonly schema: PlanSchemaVersion;
  /** The name of the design: that of the specification, or network and target. */
  readonly design: string;
  /** True where every layer fits the machine and every limit is met. */
  readonly feasible: boolean;
  readonly limits: readonly PlanLimit[];
  readonly metrics: PlanMetrics;
  /** What the numbers rest on that nobody measured, one sentence each. */
  readonly assumptions: readonly string[];
  readonly networks: readonly PlanNetwork[];
  readonly accelerators: readonly PlanAccelerator[];
  readonly memory: readonly PlanMemory[];
  readonly coverage: readonly PlanCoverage[];
  readonly warnings: readonly PlanWarning[];
  readonly provenance: PlanProvenance;
}

export interface PlanLimit {
  /** By the name that users write: `latency`, `energy`, `area`, … */
  readonly metric: string;
  readonly relation: "<=" | ">=";
  /** In `unit`, as the user wrote it. */
  readonly bound: number;
  /** In `unit`; null where the metric is not known. */
  readonly value: number | null;
  readonly unit: string;
  /** False where the value is not known. */
  readonly satisfied: boolean;
  /** Room left as a share of the bound, negative where missed; null where the value is not known or the bound is zero. */
  readonly margin: number | null;
  /** Where missed: what makes the metric so large, the largest share first. */
  readonly blame: readonly PlanBlame[];
}

export interface PlanBlame {
  /** The layer, component or tensor. */
  readonly name: string;
  /** Of the metric's total; null where the whole is not a sum or not known. */
  readonly share: number | null;
  /** One phrase: what bounds the layer, or which tensor lacks how many bytes in which level. */
  readonly reason: string;
}

export interface PlanMetrics {
  readonly latencyCycles: number | null;
  readonly latencySeconds: number | null;
  readonly energyPj: number | null;
  readonly energyPjBand: PlanBand | null;
  readonly areaMm2: number | null;
  readonly areaMm2Band: PlanBand | null;
  /**
   * Average while the network runs back to back: energy over latency. Where networks have rates, at these, with leakage all the
   * time.
   */
  readonly powerWatts: number | null;
  /** Runs of the network, whatever its batch; a machine that runs several at once, or starts one before the last has ended, counts each. */
  readonly throughputPerSecond: number | null;
  /** All weights at the precision of their layers. */
  readonly modelBytes: number | null;
  /** Extent of the activation arena. */
  readonly peakActivationBytes: number | null;
  /** MACs times weight bits times activation bits, summed over layers. */
  readonly bitOps: number | null;
  readonly macs: number | null;
  /** Elements of all constants that the network reads. */
  readonly parameters: number | null;
  /** Measured share of right answers, 0 to 1. */
  readonly accuracy: number | null;
  /** Measured fidelity, where it is one in decibels. */
  readonly accuracyDb: number | null;
  /** What the float network has more. */
  readonly accuracyDrop: number | null;
  readonly accuracyDropDb: number | null;
  /** Of an FPGA; absent on machines that are none. */
  readonly lut?: number;
  readonly ff?: number;
  /** In block RAMs of 36 Kib, of which each is two of 18. */
  readonly bram?: number;
  readonly uram?: number;
  readonly dsp?: number;
  /** Every metric above that is null, and why. */
  readonly unknown: readonly { readonly metric: string; readonly reason: string }[];
}

/** What tables of the literature span around an estimate. */
export interface PlanBand {
  readonly low: number;
  readonly high: number;
}

export interface PlanNetwork {
  readonly name: string;
  /** The model file as the user named it. */
  readonly source: string;
  /** Of the model file; null where the network was not read from one. */
  readonly sha256: string | null;
  readonly inputs: readonly PlanPort[];
  readonly outputs: readonly PlanPort[];
  /** Constants whose values the model file lacks: shapes are enough to cost them, not to run them. */
  readonly unknownConstants: readonly string[];
  /** Symbolic dims of the model and what they were bound to. */
  readonly boundSymbols: readonly { readonly name: string; readonly value: number }[];
  /** How often it runs; absent where it runs back to back. */
  readonly ratePerSecond?: number;
  /** How it was quantized; absent where it was not, and widths are only what costs are counted at. */
  readonly quantization?: PlanQuantization;
  /** In execution order. */
  readonly layers: readonly PlanLayer[];
}

export interface PlanPort {
  readonly name: string;
  /** `f32[1,3,32,32]`. */
  readonly type: string;
}

/** One workload of the network on one accelerator. */
export interface PlanLayer {
  /** Unique in the network: the user's layer names, numbered where one makes several layers. */
  readonly name: string;
  readonly op: string;
  /** The user's layers behind it. */
  readonly origins: readonly string[];
  readonly workload: PlanWorkload;
  readonly precision: PlanPrecision;
  /** Slot of the accelerator that runs it. */
  readonly accelerator: string;
  /** Which of the activations that it reads and writes lie on chip: `memory[].tensor`. The others come from memory and go there. */
  readonly onChip: readonly string[];
  /** Activations that it reads, `memory[].tensor` or one of its aliases, each once; absent where its maker does not tell. */
  readonly reads?: readonly string[];
  /** Activations that it makes, likewise. */
  readonly writes?: readonly string[];
  readonly startCycle: number;
  readonly endCycle: number;
  /** Null for a vector workload, which streams, and on machines that layers are not mapped to loop by loop. */
  readonly mapping: PlanMapping | null;
  /** How a GPU runs it; absent on other machines. */
  readonly kernel?: PlanKernel;
  /** What runs it in a pipeline on an FPGA; absent on other machines. */
  readonly engine?: PlanEngine;
  readonly latencyCycles: number;
  /** Share of the PEs' MAC slots that do work over the layer's latency, 0 to 1. */
  readonly utilization: number;
  readonly energyPj: PlanEnergy;
  readonly accesses: PlanAccesses;
  readonly macs: number;
  /** What takes longest: `compute`, `vector`, or the name of the level whose bandwidth sets the latency. */
  readonly bound: string;
}

export type PlanWorkload = PlanContraction | PlanVector;

/** A loop nest of multiply-accumulates. */
export interface PlanContraction {
  readonly kind: "contraction";
  /** Timeloop's letters, with G groups. */
  readonly bounds: Readonly<Record<"G" | "N" | "K" | "C" | "P" | "Q" | "R" | "S", number>>;
  /** Height, width. */
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /**
   * Scalar operations on each output on its way out, at the accumulator's width: activation, residual add. A bias is none: it
   * is what the first MAC of an output adds to.
   */
  readonly epilogueOperationsPerOutput: number;
}

/** Everything else streams through the vector unit. */
export interface PlanVector {
  readonly kind: "vector";
  readonly inputElements: number;
  readonly outputElements: number;
  /** Scalar operations in all; data movement has none. */
  readonly operations: number;
  /** Width that decides what an operation costs: that of the widest element. */
  readonly operationBits: number;
  readonly inputBits: number;
  readonly outputBits: number;
}

export interface PlanPrecision {
  /** Of the operand that stays, which is an activation where two activations are multiplied; null for a vector workload. */
  readonly weightBits: number | null;
  /** Of the operand that streams; of a vector workload's first operand. */
  readonly activationBits: number;
  /** Of the result; of a vector workload's first. */
  readonly outputBits: number;
  /** Null for a vector workload. */
  readonly accumulatorBits: number | null;
}

export interface PlanEnergy {
  readonly total: number;
  /**
   * Storage levels by name with their own leakage, then `compute`, `vector`, `network`, and `leakage` of the rest; with several
   * accelerators also `other accelerators`, which leak meanwhile.
   */
  readonly perLevel: Readonly<Record<string, number>>;
  /** The storage levels' part without leakage, by what was moved: `weights`, `inputs`, `outputs`, `epilogue`. */
  readonly perTensor: Readonly<Record<string, number>>;
}

/** Bits moved in and out of storage levels: widths are part of the count. */
export interface PlanAccesses {
  readonly perLevel: Readonly<Record<string, PlanTraffic>>;
  /** `weights`, `inputs`, `outputs`, and `epilogue` for what is read besides on the way out; each by level. */
  readonly perTensor: Readonly<Record<string, Readonly<Record<string, PlanTraffic>>>>;
  /** Received and sent by the instances below each level, over the fan-out between. */
  readonly fanOutBits: Readonly<Record<string, number>>;
}

export interface PlanTraffic {
  readonly readBits: number;
  readonly writtenBits: number;
}

export interface PlanAccelerator {
  /** Its name in the design. */
  readonly slot: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Outermost first. */
  readonly levels: readonly PlanLevel[];
  readonly compute: PlanCompute;
  readonly vectorUnit: PlanVectorUnit;
  /** Of what is neither a level nor a processing element. */
  readonly otherLeakageWatts: number;
  /** Null where nobody says how large the part of the die is that it takes, as on an FPGA. */
  readonly areaMm2: {
    readonly total: number;
    readonly band: PlanBand;
    readonly breakdown: Readonly<Record<string, number>>;
  } | null;
  /** What an FPGA has and what of it is taken; absent on other machines. */
  readonly resources?: readonly PlanResource[];
  readonly clockHz: number;
  readonly technology: string;
  /** Where the technology's numbers come from, by what they price. */
  readonly sources: Readonly<Record<string, string>>;
  /** What its model leaves out, a sentence each. */
  readonly ignores: readonly string[];
}

export interface PlanLevel {
  readonly name: string;
  /** Of one instance; null where it is not limited. */
  readonly capacityBytes: number | null;
  readonly instances: number;
  readonly holds: readonly string[];
  /** Of one instance; null where it is not limited. A shared port has both in one. */
  readonly bandwidth: {
    readonly shared: boolean;
    readonly readBitsPerCycle: number;
    readonly writeBitsPerCycle: number;
  } | null;
  readonly wordBits: number;
  readonly readPjPerWord: number;
  readonly writePjPerWord: number;
  /** Of one instance. */
  readonly leakageWatts: number;
  /** What an element at rest costs each time it is exchanged, of a systolic array; null elsewhere. */
  readonly exchange: { readonly tensor: string; readonly cyclesPerElement: number } | null;
  /** Towards the next level, or the processing elements. */
  readonly fanOut: PlanFanOut;
}

export interface PlanFanOut {
  readonly x: PlanAxis;
  readonly y: PlanAxis;
  /** Equal tiles are read once and sent to all who need them. */
  readonly multicasts: boolean;
  /** Partial sums of one output meet on their way up. */
  readonly reduces: boolean;
  /** Overlapping input windows are read once. */
  readonly sharesWindows: boolean;
  readonly hopPjPerBit: number;
}

export interface PlanAxis {
  readonly size: number;
  /** Those that may be unrolled here. */
  readonly dimensions: readonly string[];
}

export interface PlanVectorUnit {
  /** Scalar operations per cycle. */
  readonly lanes: number;
  /** Operations that an element undergoes in one pass: `lanes / stages` elements enter per cycle. */
  readonly stages: number;
  /** Passes for each element where a function is computed: an exponential, a root, a quotient. */
  readonly functionInterval: number;
  readonly level: string;
  readonly bitsPerCycle: number;
  /** Of one operation up to that width, narrowest first; wider ones cost in proportion to the last. */
  readonly operations: readonly { readonly bits: number; readonly energyPj: number }[];
}

export interface PlanCompute {
  readonly processingElements: number;
  /** Through the array, once per layer. */
  readonly skewCycles: number;
  /** Of one processing element. */
  readonly leakageWatts: number;
  readonly modes: readonly {
    readonly weightBits: number;
    readonly activationBits: number;
    readonly energyPj: number;
    readonly macsPerCycle: number;
  }[];
}

/** A tensor's place. */
export interface PlanMemory {
  readonly network: string;
  /**
   * In the user's words: the network's input, the layer that makes the tensor, the model's name of a weight (or its role,
   * `weight of LAYER`, where that is a bare number), or `scratch of LAYER` for what a layer hands to the next one of the same
   * node. Not always unique.
   */
  readonly name: string;
  /** Its id in the text IR, without the sigil; scratch has none there and repeats its name. Unique in the network. */
  readonly tensor: string;
  readonly level: string;
  readonly region: "activations" | "weights";
  /** From the start of the region. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** Alive from here … */
  readonly fromCycle: number;
  /** … to here; where one span ends as another starts, the tensors share no step. */
  readonly toCycle: number;
  /** Ids of values that show the same bytes under another type, as behind a reshape, or that are quantized on the way here. */
  readonly aliases: readonly string[];
}

/** What became of one node of the model file. */
export interface PlanCoverage {
  readonly network: string;
  /** The user's layer name. */
  readonly node: string;
  /** As the model file names it, `Conv`. */
  readonly op: string;
  /** `mapped`: on the PE array, or fused into what is; `vector`: on the vector unit; `free`: costs nothing. */
  readonly status: "mapped" | "vector" | "free" | "unsupported";
  readonly reason: string;
  /** Names of the plan's layers that stand for it. */
  readonly layers: readonly string[];
}

export interface PlanWarning {
  readonly code: string;
  readonly message: string;
}

/** How to get the same bytes again. */
export interface PlanProvenance {
  readonly version: string;
  readonly seed: number;
  readonly command: string;
  readonly specSha256: string | null;
  readonly modelSha256: readonly string[];
  /** Those that changed the network, in the order of their first change. */
  readonly passes: readonly string[];
  /** How the layers' mappings were chosen. */
  readonly search: PlanSearch;
}
