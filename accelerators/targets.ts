/** Machines that have a name: a template with settings, a technology and a DRAM. `mortise targets` prints the table. */
import type { Architecture } from "../mapping/architecture.ts";
import type { Precision } from "../mapping/workload.ts";
import type { DramKind } from "./technology.ts";
import type { Area, Settings } from "./template.ts";

export interface Target {
  readonly name: string;
  readonly summary: string;
  readonly template: string;
  readonly settings: Settings;
  readonly technology: string;
  readonly dram: DramKind;
  /** What float networks are taken to be quantized to, unless the user says otherwise. */
  readonly precision: Precision;
}

/** A target made concrete. */
export interface Accelerator {
  readonly template: string;
  readonly settings: Settings;
  readonly technology: string;
  readonly dram: DramKind;
  readonly architecture: Architecture;
  readonly area: Area;
}
