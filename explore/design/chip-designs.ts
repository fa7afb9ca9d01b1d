/**
 * Chips as the search sees them: bounds without mapping, then layer after layer mapped until the design is hopeless or settled.
 * Accelerators that several designs share are built, bounded and mapped once.
 */
import { chipArea } from "../../accelerators/chip.ts";
import { buildAccelerator } from "../../accelerators/targets.ts";
import type { Precision } from "../../mapping/workload.ts";
import type { Mapper } from "../map-network.ts";
import { type BuiltAccelerator, builtOf, type Siblings } from "./built-accelerator.ts";
import { boundOf, type Chip, ChipMapping } from "./chip-mapping.ts";
import type { Demands } from "./demands.ts";
import type { Figures } from "./figures.ts";
import { type GivenNetwork, type PreparedNetwork, prepareNetwork } from "./prepared-network.ts";
import type { Designs, Evaluation } from "./search.ts";
import { selectAlong, type Selection } from "./select.ts";
import { type DesignSpace, machineDesign, pointAt, type SlotChoice } from "./space.ts";

/** A design with a choice for each of its layers. */
export interface FoundDesign extends Selection {
  /** Its position in the space. */
  readonly design: number;
}

export interface ChipRequest {
  readonly space: DesignSpace;
  readonly networks: readonly GivenNetwork[];
  readonly mapper: Mapper;
}

export class ChipDesigns implements Designs<FoundDesign> {
  readonly count: number;
  private readonly request: ChipRequest;
  private readonly built = new Map<string, BuiltAccelerator | undefined>();
  private readonly siblings: Siblings = new Map();
  private readonly prepared = new Map<Precision, readonly PreparedNetwork[]>();

  constructor(request: ChipRequest) {
    this.request = request;
    this.count = request.space.count;
  }

  bound(design: number): Figures | undefined {
    const chip = this.chipOf(design);
    if (chip === undefined) return undefined;
    return boundOf(chip);
  }

  evaluate(
    design: number,
    demands: Demands,
    isHopeless: (bound: Figures) => boolean,
  ): Evaluation<FoundDesign> | undefined {
    const chip = this.chipOf(design);
    if (chip === undefined) return undefined;
    const run = new ChipMapping(chip, this.request.mapper);
    if (!run.mapAll(isHopeless)) return undefined;
    const { front, exact } = selectAlong(run.selectables(), chip.facts, demands);
    // Other designs of several accelerators share them; a single one is not met again.
    if (chip.accelerators.length === 1) for (const { mapped } of chip.accelerators) mapped.clear();
    return { front: front.map(selection => ({ ...selection, design })), exact: exact && run.isExact };
  }

  private chipOf(design: number): Chip | undefined {
    const { space } = this.request;
    const point = pointAt(space, design);
    if (point === undefined) return undefined;
    const accelerators: BuiltAccelerator[] = [];
    for (const choice of point.slots) {
      const built = this.builtFor(choice, point.precision);
      if (built === undefined) return undefined;
      accelerators.push(built);
    }
    const [first] = accelerators;
    if (first === undefined) return undefined;
    const leakageWatts = accelerators.reduce((sum, each) => sum + each.leakageWatts, 0);
    const facts = {
      clockHz: first.accelerator.architecture.clock,
      areaMm2: chipArea(accelerators.map(({ accelerator }) => accelerator.area)),
      leakageWatts,
    };
    const networks = this.preparedFor(point.precision);
    return { facts, accelerators, networks };
  }

  private builtFor(choice: SlotChoice, precision: Precision): BuiltAccelerator | undefined {
    const { space } = this.request;
    const key = `${choice.template} ${JSON.stringify(choice.parameters)} ${Math.max(precision.weightBits, precision.activationBits)}`;
    if (this.built.has(key)) return this.built.get(key);
    const made = machineDesign(space, choice, precision);
    const built = "faults" in made ? undefined : builtOf(buildAccelerator(made), this.siblings);
    this.built.set(key, built);
    return built;
  }

  private preparedFor(precision: Precision): readonly PreparedNetwork[] {
    const known = this.prepared.get(precision);
    if (known !== undefined) return known;
    const made = this.request.networks.map(network => prepareNetwork(network, precision));
    this.prepared.set(precision, made);
    return made;
  }
}
