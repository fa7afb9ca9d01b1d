/**
 * The seam for machines that are no `Architecture`: a GPU that runs kernels, an FPGA that is a pipeline of engines. A device model costs
 * whole lowered networks; `explore/` makes the plan of it: limits, memory, coverage, totals. Whoever adds a device makes a
 * `DeviceModel` of it in a folder of its own here and lists it in `devices.ts`; specifications reach it by
 * `explore/device-of-target.ts`.
 */
import type { Architecture } from "../mapping/architecture.ts";
import type { MapResult } from "../mapping/mapper.ts";
import type { Precision, Workload } from "../mapping/workload.ts";
import type { PlanAccelerator, PlanLayer } from "./plan.ts";

export interface DeviceModel {
  /** As a specification names it: `A100 SXM 80GB`. */
  readonly name: string;
  /** Of the accelerator in the plan: `gpu`, `fpga`. */
  readonly slot: string;
  /** Copies of the networks' inputs that one run takes. The layers that the model gets have it in their sizes already. */
  readonly batch: number;
  /** At which float networks are costed where nothing is said. */
  readonly precision: Precision;
  /** How floats of these widths are computed, as in `fp16 weights and fp16 activations`. */
  readonly formatsOf: (precision: Precision) => string;
  /** Why these widths can't run, and what the device has instead; undefined where they can. */
  readonly lackOf: (precision: Precision) => string | undefined;
  /**
   * The best way to run the networks that the model knows of, by the goals and within the limits, or the one that comes closest.
   * What a limit that can't be kept costs shows in the plan: it is no fault. Layers that no way can run are `misfit`s.
   * @throws CompileError for what makes a plan impossible.
   */
  readonly run: (request: DeviceRequest) => DeviceRun;
}

export interface DeviceRequest {
  readonly networks: readonly DeviceNetwork[];
  readonly precision: Precision;
  readonly demands: DeviceDemands;
  /** For models that make an `Architecture` of part of the device. */
  readonly mapper: (workload: Workload, architecture: Architecture) => MapResult;
}

export interface DeviceNetwork {
  readonly name: string;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  /** In an order in which they may run. */
  readonly layers: readonly DeviceLayer[];
}

export interface DeviceLayer {
  /** Unique in the network. */
  readonly name: string;
  readonly workload: Workload;
  readonly reads: readonly DeviceRead[];
  readonly writes: readonly { readonly tensor: string; readonly elements: number; readonly bits: number }[];
}

export interface DeviceRead {
  readonly role: "inputs" | "weights" | "epilogue" | "stream";
  /** The id under which another layer writes it, or the network's input; undefined for a constant. */
  readonly tensor: string | undefined;
  /** Of a stream. */
  readonly elements?: number;
  readonly bits?: number;
}

/** What the user asks for, in base units: seconds, picojoules, watts, counts, shares. Metrics by their names in specifications. */
export interface DeviceDemands {
  readonly limits: readonly {
    readonly metric: string;
    /** Of this network alone. */
    readonly network?: string;
    readonly relation: "<=" | ">=";
    readonly bound: number;
    readonly dimension: string;
  }[];
  readonly goals: readonly { readonly direction: "minimize" | "maximize"; readonly metric: string }[];
}

export interface DeviceRun {
  readonly accelerator: PlanAccelerator;
  /** Taken whether it works or not. */
  readonly idleWatts: number;
  /** One per network, in order. */
  readonly networks: readonly DeviceNetworkRun[];
  /** What the numbers rest on, a sentence each. */
  readonly assumptions: readonly string[];
  /** Metrics that nothing is known of, and why; none where absent. */
  readonly unknown?: readonly { readonly metric: string; readonly reason: string }[];
  readonly search: {
    /** True where no other way to run the layers, within what the model knows of, is better. */
    readonly exact: boolean;
    /** Ways to run layers: tile shapes, foldings, mappings. */
    readonly considered: number;
    readonly pruned: number;
  };
}

export interface DeviceNetworkRun {
  /** One per layer of the network, in order. */
  readonly layers: readonly (DeviceLayerRun | Misfit)[];
  /** From its start to its last output. */
  readonly latencyCycles: number;
  /** Between the starts of two runs; `latencyCycles` where they do not overlap. */
  readonly intervalCycles: number;
  readonly memory: {
    /** What holds tensors that are not on chip, by its name among `accelerator.levels`. */
    readonly level: string;
    /** Bytes at whose multiples tensors start. */
    readonly alignment: number;
    /** `all` activations have a place there; or only the network's `ports`, inputs and outputs, while the rest flows. */
    readonly holds: "all" | "ports";
    /** What holds weights; `level` where absent. */
    readonly weightLevel?: string;
  };
}

/** Why the device can't run a layer, for the sentence `LAYER …`: `does not fit the XC7Z020: it needs 300 of 280 block RAMs`. */
export interface Misfit {
  readonly misfit: string;
}

/** Cycles count from the start of the network. */
export type DeviceLayerRun = Pick<
  PlanLayer,
  | "startCycle"
  | "endCycle"
  | "latencyCycles"
  | "utilization"
  | "energyPj"
  | "accesses"
  | "bound"
  | "kernel"
  | "engine"
  | "mapping"
> & {
  /** What became of it, for the coverage of its nodes, such as `in the kernel of conv1`; the model's usual words where absent. */
  readonly fate?: string;
};

/** A device under a name, whose settings are still open. */
export interface NamedDevice {
  /** As `--target` takes it: `a100-sxm-80gb`. */
  readonly name: string;
  /** As a specification names it: `A100 SXM 80GB`. */
  readonly title: string;
  readonly kind: "gpu" | "fpga";
  readonly summary: string;
  readonly technology: string;
  readonly memory: string;
  /** The settings by which a command line may ask for another one; empty where there are none. */
  readonly settings: readonly (keyof DeviceSettings)[];
  /** Why the settings can't be had, for the sentence `DEVICE …`; undefined where they can. */
  readonly lackOf: (settings: DeviceSettings) => string | undefined;
  readonly model: (settings: DeviceSettings) => DeviceModel;
}

/** What a command line may say of a device. */
export interface DeviceSettings {
  readonly batch?: number;
  /** Of floats. */
  readonly precision?: string;
}

export const isMisfit = (run: DeviceLayerRun | Misfit): run is Misfit => "misfit" in run;
