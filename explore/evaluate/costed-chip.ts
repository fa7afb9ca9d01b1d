/** The chip of a design under a cost model, and how its networks run on it: at once, scheduled for least energy within the limits. */
import type { CostedAccelerator, CostModel } from "../../accelerators/cost-model.ts";
import type { Contraction } from "../../mapping/workload.ts";
import type { SlotChoice } from "../design/chip-space.ts";
import type { Limit } from "../limits.ts";
import type { ScheduleProblem, Task, TaskNetwork } from "../scheduling/problem.ts";
import type { Layer } from "../staying.ts";

export interface CostedChip {
  /** Those of the design's slots that have elements. */
  readonly slots: readonly SlotChoice[];
  readonly accelerators: readonly CostedAccelerator[];
}

/** The reason where one of them can't be built. */
export const costedChip = (
  model: CostModel,
  slots: readonly SlotChoice[],
): CostedChip | { readonly reason: string } => {
  const accelerators: CostedAccelerator[] = [];
  for (const { slot, template, parameters } of slots) {
    const { pes = 0, bandwidth = 0 } = parameters;
    const built = model.build(template, { pes, bandwidth });
    if (built === undefined)
      return { reason: `${slot} can't be built: ${template} of ${pes} elements at ${bandwidth} bytes per cycle` };
    accelerators.push(built);
  }
  return { slots, accelerators };
};

/** A network as its layers. */
export interface LayeredNetwork {
  readonly name: string;
  readonly layers: readonly Layer[];
}

/**
 * Layers of one network run one after another. Vector layers cost nothing in a cost model and are left out.
 * @param bytesPerCycle of the memory outside.
 */
export const problemOn = (
  { slots, accelerators }: CostedChip,
  networks: readonly LayeredNetwork[],
  limits: readonly Limit[],
  { clockHz, bytesPerCycle }: { readonly clockHz: number; readonly bytesPerCycle: number },
): ScheduleProblem => ({
  accelerators: slots.map(({ slot }) => slot),
  networks: networks.map(({ name, layers }): TaskNetwork => ({
    name,
    limitCycles: limitOn(name, limits, clockHz),
    tasks: contractionsOf(layers).map(({ name: layer, workload }, i): Task => ({
      name: layer,
      after: i === 0 ? [] : [i - 1],
      choices: accelerators.map((built, accelerator) => {
        const { cycles, energyPj, offChipBytes } = built.costOf(workload);
        return { accelerator, cycles, energy: energyPj, bytes: offChipBytes };
      }),
    })),
  })),
  bytesPerCycle,
  leakagePerCycle: 0,
});

const contractionsOf = (
  layers: readonly Layer[],
): readonly { readonly name: string; readonly workload: Contraction }[] =>
  layers.flatMap(({ name, workload }) => (workload.kind === "contraction" ? [{ name, workload }] : []));

/** Of the network itself, and of all together, which none may overrun. */
const limitOn = (name: string, limits: readonly Limit[], clockHz: number): number =>
  limits
    .filter(({ metric, relation, network }) => metric === "latency" && relation === "<=" && (network ?? name) === name)
    .reduce(
      (least, { bound, dimension }) => Math.min(least, dimension === "cycles" ? bound : Math.floor(bound * clockHz)),
      Infinity,
    );
