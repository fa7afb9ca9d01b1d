/** The seven configurations that NVIDIA published of NVDLA, against one parameter set of our template. */
import type { Architecture } from "../../mapping/architecture.ts";
import type { Cost } from "../../mapping/cost.ts";
import { mapExactly } from "../../mapping/exact/map.ts";
import { type Workload, workloadKey } from "../../mapping/workload.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { type Accelerator, buildAccelerator, type Target, targetNamed } from "../targets.ts";
import type { TechnologyName } from "../technology/index.ts";
import published from "./nvdla.json" with { type: "json" };
import { resnet50 } from "./resnet50.ts";
import type { Deviation, Validation, ValidationRow } from "./validation.ts";

const tolerance = 0.2;

export const nvdla: Validation = {
  name: "nvdla",
  summary:
    "Area at two nodes, ResNet-50 frames per second, peak and average power of NVDLA's seven published configurations.",
  source: published.source,
  rows: () => published.configurations.flatMap(rowsOf),
};

type Configuration = (typeof published.configurations)[number];

const rowsOf = (configuration: Configuration): readonly ValidationRow[] => {
  const target = targetNamed(configuration.target);
  if (target === undefined) throw new InternalError(`there is no target ${configuration.target}`);
  const subject = target.name;
  // Cycles do not depend on the node.
  const { frameRate, averageWatts, peakWatts } = runResnet50(atNode(target, "16nm").architecture);
  const row = (quantity: string, reference: number, model: number): ValidationRow => {
    const deviation = deviations[quantity]?.[subject];
    return { subject, quantity, reference, model, tolerance, ...(deviation === undefined ? {} : { deviation }) };
  };
  return [
    row("area at 28 nm, mm2", configuration.areaMm2At28nm, atNode(target, "28nm").area.total),
    row("area at 16 nm, mm2", configuration.areaMm2At16nm, atNode(target, "16nm").area.total),
    row("ResNet-50, frames/s", configuration.framesPerSecond, frameRate),
    row("peak power at 16 nm, mW", configuration.peakMilliwattsAt16nm, 1000 * peakWatts),
    row("average power at 16 nm, mW", configuration.averageMilliwattsAt16nm, 1000 * averageWatts),
  ];
};

const atNode = (target: Target, technology: TechnologyName): Accelerator => buildAccelerator({ ...target, technology });

interface Run {
  readonly frameRate: number;
  readonly averageWatts: number;
  readonly peakWatts: number;
}

/**
 * Every layer with the least energy times delay of all mappings, one after another. Power is the chip's, without what the memory
 * outside takes; its peak is that of the hungriest layer.
 */
const runResnet50 = (architecture: Architecture): Run => {
  const costs = new Map<string, Cost>();
  const costOf = (workload: Workload): Cost => {
    const key = workloadKey(workload);
    const cost = costs.get(key) ?? leastProduct(workload, architecture);
    costs.set(key, cost);
    return cost;
  };
  const layers = resnet50.map(costOf).map(({ latency, energy, levels }) => ({
    seconds: latency / architecture.clock,
    joules: 1e-12 * (energy - (levels[0]?.energy ?? 0)),
  }));
  const seconds = layers.reduce((total, layer) => total + layer.seconds, 0);
  const joules = layers.reduce((total, layer) => total + layer.joules, 0);
  return {
    frameRate: 1 / seconds,
    averageWatts: joules / seconds,
    peakWatts: Math.max(...layers.map(layer => layer.joules / layer.seconds)),
  };
};

const leastProduct = (workload: Workload, architecture: Architecture): Cost => {
  const result = mapExactly(workload, architecture);
  const costs = result.feasible ? result.front.map(({ cost }) => cost) : [];
  const [best] = costs.toSorted((a, b) => a.energy * a.latency - b.energy * b.latency);
  if (best === undefined) throw new InternalError(`a layer of ResNet-50 does not fit ${architecture.name}`);
  return best;
};

const smallest =
  "NVIDIA's estimate, reconstructed from its sheet of layers (docs/cost-model.md), takes the weights of strided 1 × 1 layers four times and sends the larger operand again for each part of the smaller that the buffer holds: with 128 KiB 95 to 110 MB a frame at the bus that bounds these configurations, where the model's best mappings move 79.";
const constantPower =
  "The published peak power has a part that does not shrink with the array, 30 to 35 mW; the model has leakage alone for it, neither the clock tree nor what control switches.";
const average =
  "The published average is 0.35 to 0.39 of the published peak for all seven, though by the published frame rates 43 to 70 % of the multipliers' slots are at work: it is not the power of that run, on which the model's is counted.";

/** By quantity and target. */
const deviations: Readonly<Record<string, Readonly<Record<string, Deviation>>>> = {
  "ResNet-50, frames/s": {
    "npu-64": { reason: smallest, upTo: 0.61 },
    "npu-32": { reason: smallest, upTo: 0.65 },
  },
  "peak power at 16 nm, mW": {
    "npu-64": { reason: constantPower, upTo: 0.22 },
    "npu-32": { reason: constantPower, upTo: 0.31 },
  },
  "average power at 16 nm, mW": {
    "npu-2048": { reason: average, upTo: 0.33 },
    "npu-1024": { reason: average, upTo: 0.53 },
    "npu-512": { reason: average, upTo: 0.82 },
    "npu-256": { reason: average, upTo: 0.81 },
    "npu-128": { reason: average, upTo: 0.82 },
    "npu-64": { reason: average, upTo: 0.58 },
    "npu-32": { reason: average, upTo: 0.26 },
  },
};
