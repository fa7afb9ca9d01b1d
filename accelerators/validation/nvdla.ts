/** The seven configurations that NVIDIA published of NVDLA, against one parameter set of our template. */
import type { Architecture } from "../../mapping/architecture.ts";
import type { Cost } from "../../mapping/cost.ts";
import { type Workload, workloadKey } from "../../mapping/workload.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { type Accelerator, buildAccelerator, type Target, targetNamed } from "../targets.ts";
import type { TechnologyName } from "../technology/index.ts";
import published from "./nvdla.json" with { type: "json" };
import { resnet50 } from "./resnet50.ts";
import type { Deviation, Mapper, Validation, ValidationRow } from "./validation.ts";

const tolerance = 0.2;

export const nvdla: Validation = {
  name: "nvdla",
  summary:
    "Area at two nodes, ResNet-50 frames per second and average power of NVDLA's seven published configurations.",
  source: published.source,
  rows: mapper => published.configurations.flatMap(configuration => rowsOf(configuration, mapper)),
};

type Configuration = (typeof published.configurations)[number];

const rowsOf = (configuration: Configuration, mapper: Mapper): readonly ValidationRow[] => {
  const target = targetNamed(configuration.target);
  if (target === undefined) throw new InternalError(`there is no target ${configuration.target}`);
  const subject = target.name;
  // Cycles do not depend on the node.
  const { frameRate, averageWatts } = runResnet50(atNode(target, "16nm").architecture, mapper);
  const row = (quantity: string, reference: number, model: number): ValidationRow => {
    const deviation = deviations[quantity]?.[subject];
    return { subject, quantity, reference, model, tolerance, ...(deviation === undefined ? {} : { deviation }) };
  };
  return [
    row("area at 28 nm, mm2", configuration.areaMm2At28nm, atNode(target, "28nm").area.total),
    row("area at 16 nm, mm2", configuration.areaMm2At16nm, atNode(target, "16nm").area.total),
    row("ResNet-50, frames/s", configuration.framesPerSecond, frameRate),
    row("average power at 16 nm, mW", configuration.averageMilliwattsAt16nm, 1000 * averageWatts),
  ];
};

const atNode = (target: Target, technology: TechnologyName): Accelerator => buildAccelerator({ ...target, technology });

/** Fastest mapping of every layer, one after another. Power is the chip's: without what the memory outside takes. */
const runResnet50 = (
  architecture: Architecture,
  mapper: Mapper,
): { readonly frameRate: number; readonly averageWatts: number } => {
  const costs = new Map<string, Cost>();
  const costOf = (workload: Workload): Cost => {
    const key = workloadKey(workload);
    const cost = costs.get(key) ?? fastest(workload, architecture, mapper);
    costs.set(key, cost);
    return cost;
  };
  const all = resnet50.map(costOf);
  const seconds = all.reduce((cycles, { latency }) => cycles + latency, 0) / architecture.clock;
  const picojoules = all.reduce((sum, { energy, levels }) => sum + energy - (levels[0]?.energy ?? 0), 0);
  return { frameRate: 1 / seconds, averageWatts: (picojoules * 1e-12) / seconds };
};

const fastest = (workload: Workload, architecture: Architecture, mapper: Mapper): Cost => {
  const result = mapper(workload, architecture);
  const cost = result.feasible ? result.front[0]?.cost : undefined;
  if (cost === undefined) throw new InternalError(`a layer of ResNet-50 does not fit ${architecture.name}`);
  return cost;
};

const smallest =
  "The model hides all transfers behind computing; the published rates of the two smallest configurations lie between that and no overlap at all.";
const largest =
  "The model sends every activation to memory and back, which bounds the largest configuration for more than half of the time.";
const power =
  "The model charges each accumulation a read and a write of 32 bits of SRAM, a sixth to two fifths of its power, and knows neither gating nor zeros in the data. On which activity the published average rests is not said.";

/** By quantity and target. */
const deviations: Readonly<Record<string, Readonly<Record<string, Deviation>>>> = {
  "ResNet-50, frames/s": {
    "npu-2048": { reason: largest, upTo: 0.23 },
    "npu-64": { reason: smallest, upTo: 0.54 },
    "npu-32": { reason: smallest, upTo: 0.57 },
  },
  "average power at 16 nm, mW": {
    "npu-2048": { reason: power, upTo: 0.24 },
    "npu-1024": { reason: power, upTo: 0.62 },
    "npu-512": { reason: power, upTo: 1.14 },
    "npu-256": { reason: power, upTo: 1.1 },
    "npu-128": { reason: power, upTo: 0.99 },
    "npu-64": { reason: power, upTo: 0.85 },
    "npu-32": { reason: power, upTo: 0.4 },
  },
};
