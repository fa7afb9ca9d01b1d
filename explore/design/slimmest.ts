/** Of designs that differ in bandwidth and in nothing that counts, the one with the least. */
import type { Architecture } from "../../mapping/architecture.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { MappedWorkload } from "../../mapping/mapper.ts";
import { evaluateVector } from "../../mapping/vector.ts";
import { machineFor } from "./built-accelerator.ts";
import type { ChipDesigns, FoundDesign } from "./chip-designs.ts";
import type { ChosenWay } from "./chip-mapping.ts";
import { type ChipSpace, indexAt, positionsOf } from "./chip-space.ts";

/**
 * The same mappings at less bandwidth, where they cost the same to the last digit. Since less bandwidth never costs less, they are as
 * good there as any.
 */
export const slimmest = (designs: ChipDesigns, space: ChipSpace, found: FoundDesign): FoundDesign => {
  const positions = positionsOf(space, found.design);
  let best = found;
  for (const [slot, choices] of space.slots.entries()) {
    const own = choices[positions.slots[slot] ?? 0];
    if (own === undefined) continue;
    const others = Object.entries(own.parameters).filter(([name]) => name !== "bandwidth");
    const slimmer = [...choices.entries()]
      .filter(
        ([, { template, parameters }]) =>
          template === own.template &&
          others.every(([name, value]) => parameters[name] === value) &&
          (parameters["bandwidth"] ?? 0) < (own.parameters["bandwidth"] ?? 0),
      )
      .toSorted(([, a], [, b]) => (a.parameters["bandwidth"] ?? 0) - (b.parameters["bandwidth"] ?? 0));
    for (const [choice] of slimmer) {
      const at = positionsOf(space, best.design);
      const design = indexAt(space, { ...at, slots: at.slots.map((each, i) => (i === slot ? choice : each)) });
      const equal = atDesign(designs, best, design);
      if (equal === undefined) continue;
      best = equal;
      break;
    }
  }
  return best;
};

/** Undefined where the mappings cost anything else there. */
const atDesign = (designs: ChipDesigns, found: FoundDesign, design: number): FoundDesign | undefined => {
  const chip = designs.chipOf(design);
  if (chip === undefined || chip.facts.areaMm2 !== found.figures.chip.areaMm2) return undefined;
  if (chip.facts.leakageWatts !== found.figures.chip.leakageWatts) return undefined;
  const ways: ChosenWay[][] = [];
  for (const network of found.ways) {
    const moved: ChosenWay[] = [];
    for (const way of network) {
      const architecture = chip.accelerators[way.accelerator]?.accelerator.architecture;
      const mapped = architecture === undefined ? undefined : again(way, machineFor(architecture, way.way.question));
      if (mapped === undefined || !costsTheSame(mapped, way.mapped)) return undefined;
      moved.push({ ...way, mapped });
    }
    ways.push(moved);
  }
  return { ...found, design, ways };
};

const again = ({ mapped: { workload, mapping } }: ChosenWay, machine: Architecture): MappedWorkload | undefined => {
  if (workload.kind === "vector") return { workload, cost: evaluateVector(workload, machine) };
  return mapping === undefined ? undefined : { workload, mapping, cost: evaluate(workload, machine, mapping) };
};

const costsTheSame = (a: MappedWorkload, b: MappedWorkload): boolean =>
  a.cost.latency === b.cost.latency && a.cost.energy === b.cost.energy;
