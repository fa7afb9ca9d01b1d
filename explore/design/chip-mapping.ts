/** The layers of the networks on one chip: each on whichever of its accelerators, mapped one workload after the other. */
import type { Workload } from "../../mapping/workload.ts";
import type { Mapper } from "../map-network.ts";
import type { Stages } from "../../support/stages.ts";
import { type BuiltAccelerator, type CostBound, costBound, mappedOn } from "./built-accelerator.ts";
import { type ChipFacts, type Figures, leakedPerCycle, type NetworkCost } from "./figures.ts";
import type { PreparedNetwork } from "./prepared-network.ts";
import type { Selectable } from "./select.ts";

export interface Chip {
  readonly facts: ChipFacts;
  readonly accelerators: readonly BuiltAccelerator[];
  readonly networks: readonly PreparedNetwork[];
}

/** Each layer on the accelerator that suits it best, for each figure another one. */
export const boundOf = (chip: Chip): Figures => figuresOf(chip, workload => leastCost(chip, workload));

const figuresOf = (
  { facts, networks }: Chip,
  costOf: (workload: Workload, network: number, position: number) => NetworkCost,
): Figures => ({
  isBound: true,
  chip: facts,
  networks: networks.map(({ facts: network, workloads, counts }, i) => {
    let [latencyCycles, energyPj, dynamicPj] = [0, 0, 0];
    for (const [position, workload] of workloads.entries()) {
      const cost = costOf(workload, i, position);
      const count = counts[position] ?? 0;
      latencyCycles += count * cost.latencyCycles;
      energyPj += count * cost.energyPj;
      dynamicPj += count * cost.dynamicPj;
    }
    return { ...network, latencyCycles, energyPj, dynamicPj };
  }),
});

const leastCost = ({ facts, accelerators }: Chip, workload: Workload): NetworkCost => {
  const leaked = leakedPerCycle(facts);
  let [latencyCycles, energyPj, dynamicPj] = [Infinity, Infinity, Infinity];
  for (const built of accelerators) {
    const bound = costBound(built, workload);
    latencyCycles = Math.min(latencyCycles, bound.latencyCycles);
    dynamicPj = Math.min(dynamicPj, bound.dynamicPj);
    energyPj = Math.min(energyPj, energyOnChip(bound, built, leaked));
  }
  return { latencyCycles, energyPj, dynamicPj };
};

/** The others leak while it works. */
const energyOnChip = ({ energyPj, latencyCycles }: CostBound, { leaked }: BuiltAccelerator, all: number): number =>
  energyPj + Math.max(0, all - leaked) * latencyCycles;

interface Point {
  readonly weight: number;
  readonly cost: number;
  /** Position among the chip's accelerators. */
  readonly accelerator: number;
  /** Position in the front of its mappings there. */
  readonly mapping: number;
}

interface Task {
  readonly workload: Workload;
  readonly network: number;
  readonly position: number;
  readonly share: number;
}

export class ChipMapping {
  /** False where the mapper missed something. */
  isExact = true;
  private readonly chip: Chip;
  private readonly mapper: Mapper;
  /** What is known by now, per network and workload. */
  private readonly costs: NetworkCost[][];
  private readonly points = new Map<Workload, readonly Point[]>();

  constructor(chip: Chip, mapper: Mapper) {
    this.chip = chip;
    this.mapper = mapper;
    this.costs = chip.networks.map(({ workloads }) => workloads.map(workload => leastCost(chip, workload)));
  }

  /** Maps the costliest workloads first. False where it gave up, because a workload fits nowhere or what is known is hopeless. */
  mapAll(isHopeless: (bound: Figures) => boolean): boolean {
    for (const task of this.tasks()) {
      if (isHopeless(this.bound())) return false;
      const points = this.map(task.workload);
      if (points.length === 0) return false;
      this.points.set(task.workload, points);
      const costs = this.costs[task.network];
      if (costs !== undefined) costs[task.position] = leastAmong(points, leakedPerCycle(this.chip.facts));
    }
    return !isHopeless(this.bound());
  }

  /** Options are points. */
  selectables(): readonly Selectable[] {
    const { points } = this;
    const stageOf = (workload: Workload | undefined): Stages[number] => [
      { from: 0, to: 0, options: (workload && points.get(workload)) ?? [] },
    ];
    return this.chip.networks.map(({ facts, layers, workloads }) => {
      const stages = layers.map(position => stageOf(workloads[position]));
      return { facts, stages };
    });
  }

  private bound(): Figures {
    return figuresOf(this.chip, (_, network, position) => this.costs[network]?.[position] ?? nothing);
  }

  private tasks(): readonly Task[] {
    const tasks = this.chip.networks.flatMap(({ workloads, counts }, network) =>
      workloads.map((workload, position) => {
        const share = (this.costs[network]?.[position]?.energyPj ?? 0) * (counts[position] ?? 0);
        return { workload, network, position, share };
      }),
    );
    return tasks.toSorted((a, b) => b.share - a.share);
  }

  /** Accelerators that cannot add anything are not asked. */
  private map(workload: Workload): readonly Point[] {
    const { accelerators } = this.chip;
    const bounds = accelerators.map(built => costBound(built, workload));
    const order = [...accelerators.keys()].toSorted(
      (a, b) => (bounds[a]?.energyPj ?? 0) - (bounds[b]?.energyPj ?? 0) || a - b,
    );
    let points: readonly Point[] = [];
    for (const accelerator of order) {
      const built = accelerators[accelerator];
      const bound = bounds[accelerator];
      if (built === undefined || bound === undefined || beats(points, bound)) continue;
      const { options, isExact } = mappedOn(built, workload, this.mapper);
      this.isExact &&= isExact;
      points = nonDominated([
        ...points,
        ...options.map(({ weight, cost }, mapping) => ({ weight, cost, accelerator, mapping })),
      ]);
    }
    return points;
  }
}

const nothing: NetworkCost = { latencyCycles: 0, energyPj: 0, dynamicPj: 0 };

const beats = (points: readonly Point[], { latencyCycles, dynamicPj }: CostBound): boolean =>
  points.some(({ weight, cost }) => weight <= latencyCycles && cost <= dynamicPj);

const nonDominated = (points: readonly Point[]): readonly Point[] => {
  const front: Point[] = [];
  for (const point of points.toSorted((a, b) => a.weight - b.weight || a.cost - b.cost))
    if (point.cost < (front.at(-1)?.cost ?? Infinity)) front.push(point);
  return front;
};

const leastAmong = (points: readonly Point[], leaked: number): NetworkCost => ({
  latencyCycles: Math.min(...points.map(({ weight }) => weight)),
  energyPj: Math.min(...points.map(({ weight, cost }) => cost + leaked * weight)),
  dynamicPj: Math.min(...points.map(({ cost }) => cost)),
});
