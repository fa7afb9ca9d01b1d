/**
 * The networks on one chip: which way each takes through its layers, and on which accelerators. Layers are mapped only where the best
 * way, by all that is known so far, leads.
 */
import type { MappedWorkload } from "../../mapping/mapper.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { leastRoute, type Option, type Route, type Transition } from "../../support/stages.ts";
import type { Mapper } from "../map-network.ts";
import { type Answer, answerOn, boundOn } from "./built-accelerator.ts";
import { boundOf, type Chip, type ChipNetwork } from "./chip.ts";
import type { Demands } from "./demands.ts";
import { type Figures, leakedPerCycle } from "./figures.ts";
import type { LayerWay } from "./layout.ts";
import { residentArena } from "../resident-arena.ts";
import { selectAlong, type Selection, type Selections, selectRoutes, wishOf } from "./select.ts";

/** Of a way that is not mapped yet, a bound. */
interface WayPoint extends Option {
  readonly mapped: MappedWorkload | undefined;
}

/** A way of a layer on one of the chip's accelerators. */
interface ChipWay extends Transition<WayPoint> {
  /** Position among the chip's accelerators. */
  readonly accelerator: number;
  readonly way: LayerWay;
  isMapped: boolean;
  options: readonly WayPoint[];
}

/** How one layer runs. */
export interface ChosenWay {
  /** Position among the chip's accelerators. */
  readonly accelerator: number;
  readonly way: LayerWay;
  readonly mapped: MappedWorkload;
}

/** A choice for all networks. */
export interface Settled extends Selection {
  /** Per network and layer. */
  readonly ways: readonly (readonly ChosenWay[])[];
}

export interface Settlement {
  readonly front: readonly Settled[];
  readonly exact: boolean;
}

type IsHopeless = (bound: Figures) => boolean;

export class ChipMapping {
  private readonly chip: Chip;
  private readonly mapper: Mapper;
  /** Per network and layer. */
  private stages: readonly (readonly (readonly ChipWay[])[])[];
  private isComplete: boolean;
  private isMappedExactly = true;

  constructor(chip: Chip, mapper: Mapper) {
    this.chip = chip;
    this.mapper = mapper;
    this.stages = chip.networks.map(network => waysOn(chip, network));
    this.isComplete = chip.networks.every(({ layouts }) => layouts.every(layout => layout.isComplete));
    for (const way of this.stages.flat(2)) this.recall(way);
  }

  /** The best choices within the demands; undefined as soon as what is known is hopeless. */
  settle(demands: Demands, isHopeless: IsHopeless): Settlement | undefined {
    for (;;) {
      const selections = this.lazily(demands, isHopeless) ?? this.eagerly(demands, isHopeless);
      this.prove();
      if (selections === "hopeless") return undefined;
      const front = selections.front.map(selection => this.settled(selection));
      if (!front.some(each => this.banMisplaced(each))) {
        const exact = selections.exact && this.isComplete && this.isMappedExactly;
        return { front, exact };
      }
      // Offsets could not be found for all residents: another try without one of them may not be the best.
      this.isComplete = false;
    }
  }

  /**
   * Where one thing is wanted, the route that is best for it is mapped until it stays the best. Undefined where that does not
   * decide.
   */
  private lazily(demands: Demands, isHopeless: IsHopeless): Selections | "hopeless" | undefined {
    const wish = wishOf(demands);
    if (wish === "other") return undefined;
    const energy = this.energy();
    for (;;) {
      const routes = this.stages.map(stages =>
        wish === "speed" ? leastRoute(stages, weightOf, energy) : leastRoute(stages, energy, weightOf),
      );
      if (this.isLost(isHopeless)) return "hopeless";
      const found = routes.filter(route => route !== undefined);
      const open = found.flatMap((route, network) => this.takenBy(route, network)).filter(({ isMapped }) => !isMapped);
      if (open.length === 0) return selectRoutes(this.selectables(), this.chip.facts, demands, found);
      this.map(costliest(open, energy));
    }
  }

  private eagerly(demands: Demands, isHopeless: IsHopeless): Selections | "hopeless" {
    const energy = this.energy();
    for (;;) {
      if (this.isLost(isHopeless)) return "hopeless";
      const open = this.stages.flat(2).filter(({ isMapped }) => !isMapped);
      if (open.length === 0) return selectAlong(this.selectables(), this.chip.facts, demands);
      this.map(costliest(open, energy));
    }
  }

  private isLost(isHopeless: IsHopeless): boolean {
    const figures = this.figures();
    return figures === undefined || isHopeless(figures);
  }

  /** What no choice goes below, by all that is known. Undefined where a network has no way through. */
  private figures(): Figures | undefined {
    const { chip, stages } = this;
    const energy = this.energy();
    const least = boundOf(chip);
    const networks = least.networks.flatMap((bound, i) => {
      const ways = stages[i] ?? [];
      const fastest = leastRoute(ways, weightOf, costOf);
      const calmest = leastRoute(ways, costOf, weightOf);
      const cheapest = leastRoute(ways, energy, weightOf);
      if (fastest === undefined || calmest === undefined || cheapest === undefined) return [];
      const latencyCycles = Math.max(bound.latencyCycles, fastest.weight);
      return [
        { ...bound, latencyCycles, dynamicPj: calmest.cost, energyPj: Math.max(bound.energyPj, energy(cheapest)) },
      ];
    });
    return networks.length === least.networks.length ? { ...least, networks } : undefined;
  }

  /** Siblings of a single accelerator learn what is known. */
  private prove(): void {
    const { networks, accelerators } = this.chip;
    const [only, ...others] = accelerators;
    if (only === undefined || others.length > 0 || !this.isMappedExactly) return;
    const figures = this.figures();
    for (const [i, { prepared }] of networks.entries()) {
      const { latencyCycles, energyPj } = figures?.networks[i] ?? { latencyCycles: Infinity, energyPj: Infinity };
      only.proven.set(prepared, { latencyCycles, energyPj });
    }
  }

  private energy(): (option: Option) => number {
    const leaked = leakedPerCycle(this.chip.facts);
    return ({ cost, weight }) => cost + leaked * weight;
  }

  private selectables(): Parameters<typeof selectAlong>[0] {
    const { stages, chip } = this;
    return chip.networks.map(({ facts }, i) => ({ facts, stages: stages[i] ?? [] }));
  }

  private takenBy({ taken }: Route, network: number): readonly ChipWay[] {
    const stages = this.stages[network] ?? [];
    return taken.flatMap(({ transition }, layer) => stages[layer]?.[transition] ?? []);
  }

  /** All ways that ask the same of the same accelerator. */
  private map({ accelerator, way: { question } }: ChipWay): void {
    const built = this.chip.accelerators[accelerator];
    if (built === undefined) throw new InternalError(`no accelerator ${accelerator}`);
    const answer = answerOn(built, question, this.mapper);
    for (const each of this.stages.flat(2))
      if (each.accelerator === accelerator && each.way.question.id === question.id) this.accept(each, answer);
  }

  private recall(way: ChipWay): void {
    const answer = this.chip.accelerators[way.accelerator]?.answers.get(way.way.question.id);
    if (answer !== undefined) this.accept(way, answer);
  }

  private accept(way: ChipWay, { points, isExact }: Answer): void {
    way.isMapped = true;
    way.options = points;
    this.isMappedExactly &&= isExact;
  }

  private settled(selection: Selection): Settled {
    const { stages } = this;
    const ways = selection.routes.map(({ taken }, network) =>
      taken.map(({ transition, option }, layer): ChosenWay => {
        const chosen = stages[network]?.[layer]?.[transition];
        const mapped = chosen?.options[option]?.mapped;
        if (chosen === undefined || mapped === undefined) throw new InternalError(`layer ${layer} is not mapped`);
        return { accelerator: chosen.accelerator, way: chosen.way, mapped };
      }),
    );
    return { ...selection, ways };
  }

  /** True where something had to be left out of further choices. */
  private banMisplaced({ ways }: Settled): boolean {
    for (const [network, { layouts, prepared }] of this.chip.networks.entries())
      for (const [accelerator, { home }] of layouts.entries()) {
        const own = (ways[network] ?? []).filter(each => each.accelerator === accelerator);
        const {
          misplaced: [misplaced],
        } = residentArena(
          own.map(({ way }) => way),
          prepared.staying,
          home,
        );
        if (misplaced === undefined) continue;
        const isKept = (each: ChipWay): boolean =>
          each.accelerator !== accelerator || !each.way.residents.some(({ id }) => id === misplaced);
        this.stages = this.stages.map((layers, i) => (i === network ? layers.map(all => all.filter(isKept)) : layers));
        return true;
      }
    return false;
  }
}

const weightOf = ({ weight }: Option): number => weight;
const costOf = ({ cost }: Option): number => cost;

const costliest = (ways: readonly ChipWay[], energy: (option: Option) => number): ChipWay => {
  const energyOf = ({ options: [first] }: ChipWay): number => (first === undefined ? 0 : energy(first));
  return ways.reduce((most, each) => (energyOf(each) > energyOf(most) ? each : most));
};

/** Accelerators meet in the state in which nothing lies on chip: between others the network stays where it is. */
export const stateOn = (accelerator: number, count: number, state: number): number =>
  state === 0 ? 0 : 1 + accelerator + count * (state - 1);

const waysOn = ({ accelerators }: Chip, { layouts }: ChipNetwork): readonly (readonly ChipWay[])[] => {
  const layers = layouts[0]?.layers.keys() ?? [];
  return [...layers].map(layer =>
    layouts.flatMap((layout, accelerator) =>
      (layout.layers[layer] ?? []).map((way): ChipWay => {
        const built = accelerators[accelerator];
        if (built === undefined) throw new InternalError(`no accelerator ${accelerator}`);
        const { latencyCycles, dynamicPj } = boundOn(built, way.question);
        const bound = { weight: latencyCycles, cost: dynamicPj, mapped: undefined };
        const count = accelerators.length;
        const [from, to] = [stateOn(accelerator, count, way.from), stateOn(accelerator, count, way.to)];
        return { from, to, accelerator, way, isMapped: false, options: [bound] };
      }),
    ),
  );
};
