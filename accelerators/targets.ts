/** Machines that have a name: a template with settings, a technology and a DRAM. `mortise targets` prints the table. */
import { CompileError } from "../support/diagnostic.ts";
import type { Architecture } from "../mapping/architecture.ts";
import type { Precision } from "../mapping/workload.ts";
import { type DramKind, sourcesOf, technologyAt } from "./technology.ts";
import { technologies, type TechnologyName } from "./technology/index.ts";
import {
  type AcceleratorTemplate,
  type Area,
  type Parameters,
  type Settings,
  settingFaults,
  settingsOf,
} from "./template.ts";
import { type TemplateName, templates } from "./templates/index.ts";

export interface Target {
  readonly name: string;
  readonly summary: string;
  readonly template: TemplateName;
  readonly settings: Settings;
  readonly technology: TechnologyName;
  readonly dram: DramKind;
  /** Of the memory outside, in place of the table's. */
  readonly dramEnergyPjPerBit?: number;
  /** What float networks are taken to be quantized to, unless the user says otherwise. */
  readonly precision: Precision;
}

/** What a machine is made of. */
export type Design = Pick<Target, "template" | "settings" | "technology" | "dram" | "dramEnergyPjPerBit">;

/** A target made concrete. */
export interface Accelerator {
  readonly template: string;
  readonly settings: Settings;
  readonly technology: string;
  readonly dram: DramKind;
  readonly architecture: Architecture;
  readonly area: Area;
  /** Where the technology's numbers come from, by their place in the table. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * NVDLA's published configurations: multipliers, buffer in KiB, memory in GB/s; and a byte per cycle for each input channel on
 * the ports of inputs and of weights, on nv_full two.
 */
const npu = (pes: number, bufferKib: number, dramGigabytes: number, bandwidth: number): Target => ({
  name: `npu-${pes}`,
  summary: `${pes} multipliers, ${bufferKib} KiB buffer, ${dramGigabytes} GB/s LPDDR4`,
  template: "nvdla",
  settings: { pes, buffer: bufferKib * 1024, bandwidth, clock: 1e9, dramBandwidth: dramGigabytes * 1e9 },
  technology: "28nm",
  dram: "lpddr4",
  precision: { weightBits: 8, activationBits: 8, accumulatorBits: 32 },
});

/** A template's default, after the chip it is named for. */
const published = (
  name: string,
  template: TemplateName,
  { summary, bits = 8, technology = "28nm", dram = "lpddr4" }: PublishedTarget,
): Target => ({
  name,
  summary,
  template,
  settings: settingsOf<Parameters>(templates[template]),
  technology,
  dram,
  precision: { weightBits: bits, activationBits: bits, accumulatorBits: 32 },
});

interface PublishedTarget {
  readonly summary: string;
  readonly bits?: number;
  readonly technology?: TechnologyName;
  readonly dram?: DramKind;
}

export const targets: readonly Target[] = [
  npu(32, 128, 0.5, 16),
  npu(64, 128, 1, 16),
  npu(128, 256, 2, 32),
  npu(256, 256, 5, 64),
  npu(512, 256, 10, 64),
  npu(1024, 256, 15, 128),
  npu(2048, 512, 20, 256),
  published("shidiannao-64", "shidiannao", { summary: "8 × 8 output pixels, 256 KiB buffer, 4 GB/s LPDDR4", bits: 16 }),
  published("eyeriss-168", "eyeriss", { summary: "12 × 14 row-stationary, 108 KiB buffer, 1 GB/s LPDDR4", bits: 16 }),
  published("systolic-1024", "systolic", { summary: "32 × 32 weight stationary, 256 KiB buffer, 16 GB/s LPDDR4" }),
  published("simba-1024", "simba", {
    summary: "4 × 4 elements of 64 multipliers, 752 KiB of buffers, 16 GB/s LPDDR4",
    technology: "16nm",
  }),
  published("bitserial-32768", "bitserial", { summary: "128 × 16 × 16 bit lanes, 2 MiB buffer, 16 GB/s LPDDR4" }),
];

export const targetNamed = (name: string): Target | undefined => targets.find(target => target.name === name);

/**
 * Builds the machine and prices its area. Settings that are not given keep the template's defaults; `end` takes every number
 * of the technology from that end of its band.
 * @throws CompileError for settings that the template does not have or that lie outside their range.
 */
export const buildAccelerator = (design: Design, end?: "low" | "high"): Accelerator => {
  const template: AcceleratorTemplate = templates[design.template];
  const faults = settingFaults(template, design.settings);
  if (faults.length > 0) throw new CompileError(faults);
  const settings = settingsOf(template, design.settings);
  const technology = technologies[design.technology];
  const substrate = {
    technology: end === undefined ? technology : technologyAt(technology, end),
    dram: design.dram,
    ...(design.dramEnergyPjPerBit === undefined ? {} : { dramEnergyPjPerBit: design.dramEnergyPjPerBit }),
  };
  return {
    template: design.template,
    settings,
    technology: design.technology,
    dram: design.dram,
    architecture: template.build(settings, substrate),
    area: template.area(settings, substrate),
    sources: sourcesOf(substrate),
  };
};
