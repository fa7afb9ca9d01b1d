/**
 * A specification with every name looked up and every quantity in base units: what must hold, and what may be chosen. Plain
 * immutable data, whether it came from a `.mortise` file, from JSON or from TypeScript; the design search reads nothing else.
 * Where a part stood in its file is told beside it (`Places`), so that equal specifications are equal values.
 */
import type { GpuDeviceName } from "../../accelerators/gpu/device-table.ts";
import type { FormatName } from "../../accelerators/gpu/formats.ts";
import type { DramKind } from "../../accelerators/technology.ts";
import type { TemplateName } from "../../accelerators/templates/index.ts";
import type { Place } from "../../support/diagnostic.ts";
import type { Bits, BytesPerSecond, Hertz, PerSecond, PicojoulesPerBit } from "../../support/quantity.ts";
import type { Limit } from "../limits.ts";
import type { MetricName } from "../metrics.ts";
import type { Domain } from "./domain.ts";
import type { AccuracyMetric, AccuracySourceName, ProxyMeasure } from "./tables/accuracy.ts";
import type { FpgaResource, FpgaStyle } from "./tables/devices.ts";
import type { QuantizationMethod } from "./tables/quantization.ts";
import type { AcquisitionName, BudgetUnit, StrategyName } from "./tables/search.ts";
import type { SpaceName } from "./tables/spaces.ts";
import type { KnownTechnology } from "./tables/technologies.ts";

export interface Spec {
  /** The name of the design. */
  readonly design: string;
  /** At least one; names are unique. */
  readonly networks: readonly SpecNetwork[];
  readonly target: SpecTarget;
  readonly quantize: SpecQuantize;
  readonly search: SpecSearch;
  readonly limits: readonly Limit[];
  /** In the order written; several ask for a Pareto front, none for any design within the limits. */
  readonly objectives: readonly Objective[];
}

/** Where the parts of a specification stand in its file: keys are the objects of the `Spec` themselves. Empty where there is no file. */
export type Places = ReadonlyMap<object, Place>;

export interface SpecNetwork {
  readonly name: string;
  readonly source: GivenModel | NetworkSpace;
  /** How often it runs; turns energy into power. Back to back where absent. */
  readonly rate?: PerSecond;
  /** Share in objectives over several networks; 1 unless written. */
  readonly weight: number;
  readonly accuracy?: AccuracySource;
}

/** A model file. */
export interface GivenModel {
  readonly kind: "model";
  /** As the user wrote it. */
  readonly file: string;
  /** The same, found from the folder of the specification. */
  readonly path: string;
  /** Sizes of the dimensions that the model leaves open. */
  readonly bindings: Readonly<Record<string, number>>;
}

/** Networks to choose among. */
export interface NetworkSpace {
  readonly kind: "space";
  readonly space: SpaceName;
  readonly parameters: Readonly<Record<string, SpaceValue>>;
}

/** A count, a shape such as 3x32x32, a file, or numbers of which one is chosen. */
export type SpaceValue = number | readonly number[] | SpecFile | Domain<number>;

export interface SpecFile {
  /** As the user wrote it. */
  readonly file: string;
  /** Found from the folder of the specification. */
  readonly path: string;
}

/** Where a network's accuracy comes from. */
export type AccuracySource =
  | {
      readonly from: Extract<AccuracySourceName, "proxy">;
      /** The number of parameters where absent. */
      readonly measure?: ProxyMeasure;
    }
  | {
      readonly from: Extract<AccuracySourceName, "training">;
      /** Shares of training, validation and test in percent; drawn at random. */
      readonly split?: readonly number[];
      readonly epochs?: number;
    }
  | {
      readonly from: Extract<AccuracySourceName, "table">;
      readonly table: SpecFile;
      readonly column: string;
    }
  | {
      readonly from: Extract<AccuracySourceName, "data">;
      readonly data: SpecFile;
      readonly metric: AccuracyMetric;
    };

export type SpecTarget = AsicTarget | FpgaTarget | GpuTarget;

/** A chip of one or more accelerators behind one DRAM. */
export interface AsicTarget {
  readonly kind: "asic";
  readonly technology: KnownTechnology;
  /** Of all accelerators; each template's default where absent. */
  readonly clock?: Hertz;
  readonly dram: SpecDram;
  /** At least one; slot names are unique. */
  readonly accelerators: readonly AcceleratorSlot[];
  readonly totals: readonly Total[];
}

export interface SpecDram {
  /** Whose energy the technology table has; `lpddr4` unless written. */
  readonly kind: DramKind;
  /** Each template's default where absent. */
  readonly bandwidth?: BytesPerSecond;
  /** Overrides the technology table. */
  readonly energy?: PicojoulesPerBit;
}

export interface AcceleratorSlot {
  readonly name: string;
  readonly template: Domain<TemplateName>;
  /**
   * By name: `pes` (processing elements), `buffer` (bytes) and `bandwidth` (bytes per cycle), which every template has a meaning
   * for, and what the templates declare themselves, in the unit that they declare. What is not written keeps its default.
   * A slot of 0 processing elements is left out of the chip.
   */
  readonly parameters: Readonly<Record<string, Domain<number>>>;
}

/** `total pes <= 3072`: the parameter's values, summed over the slots that have it, stay within the bound. */
export interface Total {
  readonly parameter: string;
  /** In the parameter's unit. */
  readonly bound: number;
}

export interface FpgaTarget {
  readonly kind: "fpga";
  /** Its part number. */
  readonly device: string;
  readonly style?: FpgaStyle;
  readonly clock?: Hertz;
  /** Which share of each resource may be used, 0 to 1; all of it where absent. */
  readonly utilization: Readonly<Partial<Record<FpgaResource, number>>>;
}

export interface GpuTarget {
  readonly kind: "gpu";
  readonly device: GpuDeviceName;
  /** Copies of the networks' inputs in one run; 1 where absent. */
  readonly batch?: number;
  /** The format of a width where the GPU has several, and of floats where no width is given. */
  readonly precision?: FormatName;
}

export interface SpecQuantize {
  /** `uniform` unless written: one width for all weights and one for all activations. */
  readonly method: QuantizationMethod;
  /** The network as it is where absent. */
  readonly weights?: Domain<Bits>;
  readonly activations?: Domain<Bits>;
}

export interface SpecSearch {
  /** The exact search where absent. */
  readonly strategy?: StrategyName;
  /** By what `bayes` chooses; its own choice where absent. */
  readonly acquisition?: AcquisitionName;
  readonly budget?: Budget;
  /** 0 unless written. */
  readonly seed: number;
}

export interface Budget {
  readonly count: number;
  readonly unit: BudgetUnit;
}

export interface Objective {
  readonly direction: "minimize" | "maximize";
  readonly metric: MetricName;
  /** What is lost against the float network, instead of what is left: `minimize accuracy drop`. */
  readonly drop?: true;
  /** Of one network alone. */
  readonly network?: string;
}
