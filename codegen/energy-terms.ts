/** The energy of a plan's layers taken apart: products of counts in the plan and costs of its machines, each with its source. */
import type { PlanAccelerator, PlanLayer } from "../accelerators/plan.ts";

/** One product of a count and a cost. */
export interface Term {
  /** The level or part, and what moves or works there. */
  readonly part: string;
  readonly what: string;
  /** Of a storage level: whose data move. */
  readonly tensor?: string;
  readonly count: number;
  readonly unit: string;
  readonly pjEach: number;
  /** Beginnings of the places in the technology table that the cost comes from. */
  readonly sources: readonly string[];
}

export const energyOf = ({ count, pjEach }: Term): number => count * pjEach;

/** Adds up to the energy of the layer. */
export const termsOf = (layer: PlanLayer, accelerator: PlanAccelerator): readonly Term[] => [
  ...accelerator.levels.flatMap((level, index) => accessTerms(layer, level, index)),
  ...workTerms(layer, accelerator),
  ...leakageTerms(layer, accelerator),
];

const memorySources = ["sram.energyPjPerBit", "register.energyPjPerBit"];

const accessTerms = (
  { accesses }: PlanLayer,
  { name, wordBits, readPjPerWord, writePjPerWord, fanOut }: PlanAccelerator["levels"][number],
  index: number,
): readonly Term[] => {
  const sources = index === 0 ? ["dram."] : memorySources;
  const moves = Object.entries(accesses.perTensor).flatMap(([tensor, levels]): Term[] => {
    const traffic = levels[name];
    if (traffic === undefined) return [];
    const term = (verb: string, count: number, pjPerWord: number): Term => ({
      part: name,
      what: `${tensor} ${verb}`,
      tensor,
      count,
      unit: "bits",
      pjEach: pjPerWord / wordBits,
      sources,
    });
    return [term("read", traffic.readBits, readPjPerWord), term("written", traffic.writtenBits, writePjPerWord)];
  });
  const hops = accesses.fanOutBits[name] ?? 0;
  const wires = { part: "network", what: `below ${name}`, count: hops, unit: "bits", pjEach: fanOut.hopPjPerBit };
  return [...moves, { ...wires, sources: ["wire."] }].filter(term => energyOf(term) > 0);
};

/** The cheapest mode that is wide enough computes; what is left of the vector unit's energy over its operations is each one's cost. */
const workTerms = (layer: PlanLayer, { compute }: PlanAccelerator): readonly Term[] => {
  const { workload, macs, energyPj } = layer;
  const operations =
    workload.kind === "vector"
      ? workload.operations
      : workload.epilogueOperationsPerOutput *
        workload.bounds.G *
        workload.bounds.N *
        workload.bounds.K *
        workload.bounds.P *
        workload.bounds.Q;
  const vector = energyPj.perLevel["vector"] ?? 0;
  const mac = energyPj.perLevel["compute"] ?? 0;
  const modes = compute.modes.map(({ energyPj: each }) => each);
  const pjPerMac = modes.find(each => Math.abs(each * macs - mac) <= 1e-9 * mac) ?? (macs === 0 ? 0 : mac / macs);
  return [
    { part: "compute", what: "MACs", count: macs, unit: "MACs", pjEach: pjPerMac, sources: ["mac.energyPj"] },
    {
      part: "vector",
      what: "operations",
      count: operations,
      unit: "operations",
      pjEach: operations === 0 ? 0 : vector / operations,
      sources: ["vectorOperation.energyPj"],
    },
  ].filter(term => energyOf(term) > 0);
};

const leakageTerms = (layer: PlanLayer, accelerator: PlanAccelerator): readonly Term[] => {
  const { latencyCycles, energyPj } = layer;
  const { levels, compute, otherLeakageWatts, clockHz } = accelerator;
  const term = (what: string, watts: number): Term => ({
    part: "leakage",
    what,
    count: latencyCycles,
    unit: "cycles",
    pjEach: (watts * 1e12) / clockHz,
    sources: ["leakage."],
  });
  const idle = energyPj.perLevel["other accelerators"] ?? 0;
  return [
    ...levels.map(({ name, leakageWatts, instances }) => term(name, leakageWatts * instances)),
    term("processing elements", compute.leakageWatts * compute.processingElements),
    // A GPU is weighed as a whole.
    term(
      levels.some(({ leakageWatts }) => leakageWatts > 0) ? "vector unit and control" : "at rest",
      otherLeakageWatts,
    ),
    { ...term("other accelerators", 0), pjEach: latencyCycles === 0 ? 0 : idle / latencyCycles },
  ].filter(each => energyOf(each) > 0);
};

/** Equal parts of several layers in one. */
export const summed = (terms: readonly Term[]): readonly Term[] => {
  const found = new Map<string, Term>();
  for (const term of terms) {
    const key = `${term.part} ${term.what} ${term.pjEach}`;
    const before = found.get(key);
    found.set(key, before === undefined ? term : { ...before, count: before.count + term.count });
  }
  return [...found.values()];
};
