/** The part of the plan that says how a network was quantized and what that costs in accuracy: measured, with the data that it rests on. */

export interface PlanQuantization {
  readonly data: {
    /** Ranges and rounding were learned on these. */
    readonly calibration: PlanSamples;
    /** Widths were chosen by these; null where there was no choice. */
    readonly choice: (PlanSamples & { readonly heldOut: boolean }) | null;
    /** Accuracy was measured on these. */
    readonly evaluation: PlanSamples;
    /** True where samples that judge also calibrated, because there is no second set. */
    readonly sameSamples: boolean;
    /** True where all of them are noise. */
    readonly synthetic: boolean;
  };
  readonly accuracy: PlanAccuracy;
  /** MACs times the bits of both operands, summed over layers. */
  readonly bitOps: number;
  readonly bitOpsAtEightBits: number;
  /** Every quantized tensor. */
  readonly tensors: readonly PlanTensorWidth[];
  /** How widths were chosen; null where there was no choice. */
  readonly mixed: PlanMixedSearch | null;
}

export interface PlanSamples {
  /** As a person would say it: `test_batch.bin`. */
  readonly source: string;
  readonly samples: number;
}

export interface PlanAccuracy {
  readonly metric: string;
  /** Of the numbers below: `%` or `dB`. */
  readonly unit: string;
  /** Null where the metric compares with float itself. */
  readonly float: number | null;
  /** Null where the network answers as float does, to the last digit. */
  readonly quantized: number | null;
  readonly drop: number | null;
  /** The least value that was asked for; null where nothing was. */
  readonly atLeast: number | null;
  /** What ran the networks. */
  readonly measuredBy: string;
  /** Signal over quantization noise; null where there is none. */
  readonly outputs: readonly { readonly name: string; readonly sqnrDb: number | null }[];
}

export interface PlanTensorWidth {
  readonly value: string;
  readonly role: "activation" | "constant" | "weight";
  readonly bits: number;
  /** Of a weight: the activation that it is multiplied with, by its `value`; null for others. */
  readonly activation: string | null;
  /** The user's layers that make it, or read the weight. */
  readonly layers: readonly string[];
}

export interface PlanMixedSearch {
  /** What the cost of a width counts, in words. */
  readonly objective: string;
  /** In its unit. */
  readonly cost: number;
  /** By how much a greedy walk is worse, over what was found; null where it finds nothing. */
  readonly greedyGap: number | null;
  /** How often pairs of layers were measured. */
  readonly pairMeasurements: number;
  /** Networks that were run unfinished to find which to try; 0 where the metric needs finished ones. */
  readonly rehearsals: number;
  /** The float network on the data that chose; null where the metric compares with float itself. */
  readonly floatOnChoice: number | null;
  readonly trials: readonly PlanTrial[];
  /** Position of the network that was taken among the trials. */
  readonly chosen: number;
  readonly sensitivitySamples: number;
  /** Each tensor alone at each width. */
  readonly sensitivities: readonly PlanSensitivity[];
  /** Tensors that are not as narrow as they might be, the most harmful first. */
  readonly keptWider: readonly PlanKeptWider[];
}

/** A tensor with more bits than the fewest of the choice, and what it does to the outputs with those, alone. */
export interface PlanKeptWider {
  readonly value: string;
  readonly role: PlanTensorWidth["role"];
  /** The user's layers that make it, or read the weight; empty for a network's input. */
  readonly layers: readonly string[];
  readonly bits: number;
  readonly narrowest: number;
  /** At the outputs, with the fewest bits. */
  readonly noise: number | null;
  /** Of the worst output, with the fewest bits. */
  readonly sqnrDb: number | null;
}

/** A network that was run to choose. */
export interface PlanTrial {
  readonly cost: number;
  /** The sum over its tensors. */
  readonly expectedNoise: number;
  /** Of the whole network, measured. */
  readonly noise: number | null;
  /** Of the metric, on the data that chose. */
  readonly value: number | null;
  readonly lost: number | null;
  readonly standardError: number | null;
  /** On the data that judge; null where it was not run on these. Each that misses the limit there is repaired. */
  readonly lostInTheEnd: number | null;
  readonly meetsLimit: boolean;
}

export interface PlanSensitivity {
  readonly value: string;
  readonly bits: number;
  /** At the outputs: divergence of a classifier's answers, or noise over signal. */
  readonly noise: number | null;
  readonly sqnrDb: number | null;
  /** Growth of the task's loss; null where the data have no targets. */
  readonly lossGrowth: number | null;
}
