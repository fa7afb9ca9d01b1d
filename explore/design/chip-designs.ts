/**
 * Chips as the search sees them: bounds without mapping, then layer after layer mapped until the design is hopeless or settled.
 * Accelerators that several designs share are bounded and mapped once.
 */
import type { Precision } from "../../mapping/workload.ts";
import type { Mapper } from "../map-network.ts";
import { forget } from "./built-accelerator.ts";
import { boundOf, type Chip, idleOf } from "./chip.ts";
import { ChipMaker } from "./chip-maker.ts";
import { ChipMapping, type Settled } from "./chip-mapping.ts";
import { type Demands, isWithin } from "./demands.ts";
import type { Figures } from "./figures.ts";
import { type FactualNetwork, factualNetwork, type GivenNetwork } from "./prepared-network.ts";
import type { Designs, Evaluation } from "./search.ts";
import { type ChipSpace, pointAt } from "./chip-space.ts";

/** A design with a choice for each of its layers. */
export interface FoundDesign extends Settled {
  /** Its position in the space. */
  readonly design: number;
}

export interface ChipRequest {
  readonly space: ChipSpace;
  readonly networks: readonly GivenNetwork[];
  /** A network as it is at a precision; as it is given where absent. */
  readonly atPrecision?: (network: GivenNetwork, precision: Precision) => GivenNetwork;
  readonly mapper: Mapper;
}

export class ChipDesigns implements Designs<FoundDesign> {
  readonly count: number;
  private readonly request: ChipRequest;
  private readonly maker: ChipMaker;
  private readonly prepared = new Map<Precision, readonly FactualNetwork[]>();

  constructor(request: ChipRequest) {
    this.request = request;
    this.count = request.space.count;
    this.maker = new ChipMaker(request.space);
  }

  bound(design: number, demands: Demands): Figures | undefined {
    const chip = this.chipOf(design);
    if (chip === undefined) return undefined;
    // Limits on area and on leakage are told without looking at a layer.
    const idle = idleOf(chip);
    return isWithin(demands, idle) ? boundOf(chip) : idle;
  }

  evaluate(
    design: number,
    demands: Demands,
    isHopeless: (bound: Figures) => boolean,
  ): Evaluation<FoundDesign> | undefined {
    const chip = this.chipOf(design);
    if (chip === undefined) return undefined;
    const settlement = new ChipMapping(chip, this.request.mapper).settle(demands, isHopeless);
    // Other designs of several accelerators share them; a single one is not met again in this search.
    if (chip.accelerators.length === 1) for (const built of chip.accelerators) forget(built);
    if (settlement === undefined) return undefined;
    const { front, exact } = settlement;
    return { front: front.map(settled => ({ ...settled, design })), exact };
  }

  /** Undefined where it cannot be built. */
  chipOf(design: number): Chip | undefined {
    const { space } = this.request;
    const point = pointAt(space, design);
    if (point === undefined) return undefined;
    return this.maker.chipOf(point, this.preparedFor(point.precision));
  }

  private preparedFor(precision: Precision): readonly FactualNetwork[] {
    const known = this.prepared.get(precision);
    if (known !== undefined) return known;
    const made = this.request.networks.map(network =>
      factualNetwork(this.request.atPrecision?.(network, precision) ?? network, precision),
    );
    this.prepared.set(precision, made);
    return made;
  }
}
