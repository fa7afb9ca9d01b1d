/** Chips from the choices of their slots: accelerators that several designs share are built, and networks on them laid out, once. */
import { chipArea } from "../../accelerators/chip.ts";
import { buildAccelerator } from "../../accelerators/targets.ts";
import type { Precision } from "../../mapping/workload.ts";
import { type BuiltAccelerator, builtOf, type Families } from "./built-accelerator.ts";
import type { Chip } from "./chip.ts";
import { type ChipPoint, type ChipSpace, machineDesign, type SlotChoice } from "./chip-space.ts";
import { Layouts } from "./layout.ts";
import type { FactualNetwork } from "./prepared-network.ts";

export class ChipMaker {
  private readonly space: Pick<ChipSpace, "technology" | "target">;
  private readonly built = new Map<string, BuiltAccelerator | undefined>();
  private readonly families: Families = new Map();
  private readonly layouts = new Layouts();

  constructor(space: Pick<ChipSpace, "technology" | "target">) {
    this.space = space;
  }

  /** Undefined where it cannot be built. */
  chipOf({ slots, precision }: ChipPoint, networks: readonly FactualNetwork[]): Chip | undefined {
    const accelerators: BuiltAccelerator[] = [];
    for (const choice of slots) {
      const built = this.builtFor(choice, precision);
      if (built === undefined) return undefined;
      accelerators.push(built);
    }
    const [first] = accelerators;
    if (first === undefined) return undefined;
    const facts = {
      clockHz: first.accelerator.architecture.clock,
      areaMm2: chipArea(accelerators.map(({ accelerator }) => accelerator.area)),
      leakageWatts: accelerators.reduce((sum, each) => sum + each.leakageWatts, 0),
    };
    const { layouts } = this;
    const laidOut = networks.map(network => ({
      ...network,
      layouts: accelerators.map(({ accelerator }) => layouts.layoutOf(network.prepared, accelerator.architecture)),
    }));
    return { facts, accelerators, networks: laidOut };
  }

  private builtFor(choice: SlotChoice, precision: Precision): BuiltAccelerator | undefined {
    const key = `${choice.template} ${JSON.stringify(choice.parameters)} ${Math.max(precision.weightBits, precision.activationBits)}`;
    if (this.built.has(key)) return this.built.get(key);
    const made = machineDesign(this.space, choice, precision);
    const built = "faults" in made ? undefined : builtOf(buildAccelerator(made), this.families);
    this.built.set(key, built);
    return built;
  }
}
