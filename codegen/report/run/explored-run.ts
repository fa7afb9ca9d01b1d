/**
 * An exploration run as its report sees it: plain data, since this folder knows nothing of searches. Whoever has the run makes it of
 * what is stored, so that the same run gives the same report.
 */
import type { Scaled } from "../../summary/format.ts";
import type { FileLink } from "../content.ts";

export interface ExploredRun {
  /** What the run is called: the last part of its folder's name. */
  readonly name: string;
  /** Its folder as a shell reads it, for commands. */
  readonly folder: string;
  /** Version of the program that began it. */
  readonly program: string;
  readonly specifications: readonly ExploredSpecification[];
  /** Of the designs of which the run knows it; empty where it knows of none. */
  readonly spans: readonly RunSpan[];
}

/** When which worker was at a design: wall times, which differ from run to run. */
export interface RunSpan {
  /** `SEARCH.NUMBER` */
  readonly design: string;
  readonly worker: string;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
}

/** All searches of one specification. */
export interface ExploredSpecification {
  /** Short, and unlike the others of the run. */
  readonly title: string;
  readonly file: string;
  /** As the user wrote them: `minimize energy`. */
  readonly objectives: readonly string[];
  readonly limits: readonly string[];
  /** Objectives first, in their order; then what else is known of the designs and differs among them. */
  readonly metrics: readonly RunMetric[];
  readonly choices: readonly RunChoice[];
  /** What was asked for. */
  readonly search: RunSearch;
  /** What it is compared with, on the same specification. */
  readonly baselines: readonly RunSearch[];
  /** To which hypervolumes are measured, objective by objective; absent where nothing is within the limits. */
  readonly reference?: readonly string[];
  readonly importance?: RunImportance;
  /** Where accuracies come from, a sentence each. */
  readonly accuracySources: readonly string[];
}

export interface RunMetric {
  /** By the name that users write, with the network where it is of one: `energy`, `latency of faces`. */
  readonly name: string;
  readonly measure: Measure;
  readonly better: "less" | "more";
}

/** In which unit a number is read. Values are in base units: shares from 0 to 1, decibels, a plain number in `unit`. */
export type Measure =
  | { readonly kind: "scaled"; readonly scale: Scaled }
  | { readonly kind: "share" }
  | { readonly kind: "plain"; readonly unit: string };

export interface RunChoice {
  readonly name: string;
  /** All that can be chosen, in their order; undefined where any number between two can. */
  readonly values?: readonly string[];
}

export interface RunSearch {
  /** In the run, from 1. */
  readonly position: number;
  readonly strategy: string;
  readonly seed: number;
  readonly budget: number;
  /** False where it can go on: it is at work, or was broken off. */
  readonly isEnded: boolean;
  readonly counts: {
    readonly evaluated: number;
    readonly within: number;
    readonly impossible: number;
    readonly pruned: number;
    readonly failed: number;
  };
  /** In the order proposed. */
  readonly designs: readonly RunDesign[];
  /** After which evaluations the hypervolume grew to how much; it begins at 0. */
  readonly history: readonly { readonly evaluations: number; readonly hypervolume: number }[];
  /** Ids of the designs that are within all limits and beaten by none, by the first objective. */
  readonly front: readonly string[];
  /** Where nothing is within the limits: what misses them by least. */
  readonly closest?: string;
}

export type RunDesignState = "within" | "beyond" | "pruned" | "impossible" | "failed";

export interface RunDesign {
  /** `SEARCH.NUMBER`, unique in the run. */
  readonly id: string;
  readonly number: number;
  readonly state: RunDesignState;
  /** One per metric of the specification; null where it is not known. */
  readonly values: readonly (number | null)[];
  /** One per choice: the value as people read it. */
  readonly choices: readonly string[];
  /** One per choice: where the value stands among all, 0 to 1. */
  readonly places: readonly number[];
  /** Networks that were chosen from a space: `classifier: |avg_pool_3x3~0|+…`. */
  readonly members: readonly string[];
  readonly missed: readonly { readonly limit: string; readonly by: number }[];
  /** Why it could not be measured. */
  readonly reason?: string;
  /** The report of its plan, where there is one. */
  readonly planReport?: FileLink;
}

export interface RunImportance {
  /** How many designs it was learned from. */
  readonly designs: number;
  /** By objective, the choice that moves it most first; in the objective's unit. */
  readonly objectives: readonly {
    readonly objective: string;
    readonly measure: Measure;
    readonly shares: readonly { readonly choice: string; readonly share: number }[];
  }[];
}
