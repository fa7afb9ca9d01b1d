/** NASAIC's cost model, with its arbiter and without. */
import { type Workload, workloadKey } from "../../mapping/workload.ts";
import { quantity } from "../../support/quantity.ts";
import type { CostedAccelerator, CostModel, LayerCost } from "../cost-model.ts";
import table from "../technology/nasaic-2020.json" with { type: "json" };
import type { TemplateName } from "../templates/index.ts";
import { type Arbiter, maestroArea } from "./area.ts";
import { type MaestroAccelerator, maestroCost } from "./cost.ts";
import { type MaestroDataflow, maestroDataflows } from "./dataflows.ts";

const { lanes, l1Bytes, l2Bytes } = table.processingElement;

const modelWith = (name: string, summary: string, arbiter: Arbiter): CostModel => ({
  name,
  summary,
  citation:
    "H. Kwon et al., Understanding Reuse, Performance, and Hardware Cost of DNN Dataflow, MICRO 2019 (MAESTRO); state of February 2020",
  ignores: [
    "Everything but convolutions and matrix products: pooling, additions and activations cost nothing.",
    "Time and energy of the memory outside, energy of the network, leakage, clock and operand widths.",
    "The size of L1 and L2: a layer that needs more than there is costs no more for it.",
    ...(arbiter === "linear" ? ["The quadratic arbiter of the published model: each element adds one unit."] : []),
  ],
  leastPes: template => dataflowOf(template)?.leastPes,
  build: (template, { pes, bandwidth }) => {
    const dataflow = dataflowOf(template);
    if (dataflow === undefined || pes < dataflow.leastPes || bandwidth < 1) return undefined;
    const machine = {
      lanes: lanes.value,
      wordsPerCycle: bandwidth,
      networkLatency: table.network.latencyCycles.value,
    };
    const sizes = { pes, words: bandwidth, lanes: lanes.value, l1Bytes: l1Bytes.value, l2Bytes: l2Bytes.value };
    return { areaMm2: maestroArea(sizes, arbiter), costOf: remembering({ dataflow, pes, machine }) };
  },
});

const dataflowOf = (template: TemplateName): MaestroDataflow | undefined => {
  const known: Readonly<Partial<Record<TemplateName, MaestroDataflow>>> = maestroDataflows;
  return known[template];
};

const nothing: LayerCost = { cycles: 0, energyPj: quantity(0), offChipBytes: 0 };

/** Equal layers are counted once. */
const remembering = (accelerator: MaestroAccelerator): CostedAccelerator["costOf"] => {
  const known = new Map<string, LayerCost>();
  return (workload: Workload): LayerCost => {
    if (workload.kind === "vector") return nothing;
    const key = workloadKey(workload);
    const { cycles, energyPj, offChipBytes } = known.get(key) ?? maestroCost(workload, accelerator);
    const cost = { cycles, energyPj, offChipBytes };
    known.set(key, cost);
    return cost;
  };
};

export const nasaic2020 = modelWith("nasaic-2020", table.summary, "matrix");
export const nasaic2020Linear = modelWith(
  "nasaic-2020-linear",
  "nasaic-2020 with an arbiter that grows linearly: what is left of a result without the quadratic term",
  "linear",
);
