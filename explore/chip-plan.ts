/** The plan of a design whose chip and mappings are chosen, be it by compiling or by a search over designs. */
import type { Plan } from "../accelerators/plan.ts";
import { CompileError, InternalError } from "../support/diagnostic.ts";
import { type Assembly, assemblePlan } from "./assemble-plan.ts";
import type { AssembledNetwork, SourceNetwork } from "./assembled-network.ts";
import type { Chip } from "./design/chip.ts";
import type { ChosenWay } from "./design/chip-mapping.ts";
import { type ChipPoint, type ChipSpace, machineDesign } from "./design/chip-space.ts";
import { residentsOf } from "./design/layout.ts";
import type { Machine } from "./machine.ts";
import { residentArena } from "./resident-arena.ts";
import type { Spec } from "./spec/spec.ts";
import { machineFrom } from "./target-machine.ts";

export interface ChipPlanRequest extends Pick<Assembly, "machines" | "remarks" | "provenance"> {
  readonly spec: Pick<Spec, "design" | "networks" | "limits">;
  /** Those of the chip, in its order. */
  readonly sources: readonly SourceNetwork[];
  readonly chip: Chip;
  /** Per network and layer. */
  readonly ways: readonly (readonly ChosenWay[])[];
  /** Per network, where it is known. */
  readonly accuracies?: readonly AssembledNetwork["accuracy"][];
  /** Per network, how it was quantized, where it was. */
  readonly records?: readonly AssembledNetwork["quantization"][];
}

/** The same request gives the same plan, byte for byte. */
export const planOnChip = ({
  spec,
  sources,
  chip,
  ways,
  accuracies = [],
  records = [],
  ...rest
}: ChipPlanRequest): Plan =>
  assemblePlan({
    ...rest,
    design: spec.design,
    limits: spec.limits,
    networks: chip.networks.map(({ prepared, layouts }, i): AssembledNetwork => {
      const source = existing(sources[i]);
      const taken = existing(ways[i]);
      const rate = spec.networks.find(({ name }) => name === source.name)?.rate;
      const [accuracy, quantization] = [accuracies[i], records[i]];
      return {
        source,
        ...(rate === undefined ? {} : { rate }),
        ...(accuracy === undefined ? {} : { accuracy }),
        ...(quantization === undefined ? {} : { quantization }),
        prepared,
        layers: taken.map(({ accelerator, way, mapped }) => ({
          machine: accelerator,
          mapped,
          residents: way.residents,
          taken: residentsOf(way.question),
        })),
        misfits: new Map(),
        arenas: layouts.map(({ home }, accelerator) => {
          const own = taken.filter(each => each.accelerator === accelerator).map(({ way }) => way);
          return { home, ...residentArena(own, prepared.staying, home) };
        }),
        isComplete: layouts.every(({ isComplete }) => isComplete),
      };
    }),
  });

/** The accelerators of a chip. */
export const machinesOf = (
  space: Pick<ChipSpace, "technology" | "target">,
  { slots, precision }: ChipPoint,
): readonly Machine[] =>
  slots.map(choice => {
    const made = machineDesign(space, choice, precision);
    if ("faults" in made) throw new CompileError(made.faults);
    return machineFrom(made, { name: "the specification", slot: choice.slot, precision });
  });

const existing = <T>(value: T | undefined): T => {
  if (value === undefined) throw new InternalError("a network of the chip lacks its source or its mappings");
  return value;
};
