/** Design spaces so small that every design and every combination of mappings can be tried; random ones, and the trying. */
import { buildAccelerator } from "../../../accelerators/targets.ts";
import type { Domain } from "../../../explore/spec/domain.ts";
import type { AsicTarget, SpecQuantize } from "../../../explore/spec/spec.ts";
import type { Demands, MetricGoal } from "../../../explore/design/demands.ts";
import type { GivenNetwork } from "../../../explore/design/prepared-network.ts";
import { type ChipSpace, chipSpaceOf, machineDesign, pointAt } from "../../../explore/design/chip-space.ts";
import { workloadBound } from "../../../mapping/workload-bound.ts";
import { type Limit, parseLimits } from "../../../explore/limits.ts";
import { type PreparedNetwork, prepareNetwork } from "../../../explore/fit-network.ts";
import { placedWorkload } from "../../../explore/placed-workload.ts";
import { homeOf, withResidents } from "../../../mapping/resident.ts";
import type { Mapper } from "../../../explore/map-network.ts";
import { graphBuilder } from "../../../ir/builder.ts";
import type { Graph } from "../../../ir/graph.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
import { type Architecture, leakagePerCycle } from "../../../mapping/architecture.ts";
import type { Cost } from "../../../mapping/cost.ts";
import { mapExactly } from "../../../mapping/exact/map.ts";
import type { MapResult } from "../../../mapping/mapper.ts";
import { type Workload, workloadKey } from "../../../mapping/workload.ts";
import type { Bits, BytesPerSecond, Hertz, PerSecond } from "../../../support/quantity.ts";
import { sha256 } from "../../../support/hash.ts";
import { randomStream } from "../../support/random-problem.ts";

export interface Case {
  readonly space: ChipSpace;
  readonly networks: readonly GivenNetwork[];
  readonly mapper: Mapper;
  readonly demands: Demands;
}

type Random = () => number;

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

/** A chain of one to three convolutions of a few channels. */
const chain = (random: Random, name: string): Graph => {
  const build = graphBuilder(name);
  const size = pick(random, [2, 3]);
  let channels = pick(random, [1, 2]);
  let value = build.input("image", tensorType("f32", [1, channels, size, size]));
  for (let layer = 0; layer < pick(random, [1, 2, 3]); layer++) {
    const filters = pick(random, [1, 2, 3]);
    const weights = build.constant(
      `w${layer}`,
      tensor("f32", [filters, channels, 1, 1], Array(filters * channels).fill(1)),
    );
    value = build.node("conv2d", [value, weights], { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 }, [`conv${layer}`]);
    channels = filters;
  }
  build.output("result", value);
  return build.build();
};

const list = <T>(...values: readonly T[]): Domain<T> => ({ kind: "list", values });

const randomTarget = (random: Random): AsicTarget => {
  const slot = (name: string): AsicTarget["accelerators"][number] => ({
    name,
    template: pick(random, [list("nvdla"), list("systolic", "nvdla"), list("shidiannao", "systolic")]),
    parameters: {
      pes: pick(random, [list(32, 64), list(64, 128, 256), list(32)]),
      buffer: pick(random, [list(16384, 65536), list(32768)]),
      bandwidth: pick(random, [list(8, 64), list(16)]),
    },
  });
  const hasTwo = random() < 0.4;
  return {
    kind: "asic",
    technology: "28nm",
    clock: 2e8 as Hertz,
    dram: { kind: "lpddr4", bandwidth: pick(random, [5e8, 3.2e9]) as BytesPerSecond },
    accelerators: hasTwo ? [slot("left"), slot("right")] : [slot("npu")],
    totals: hasTwo && random() < 0.5 ? [{ parameter: "pes", bound: 128 }] : [],
  };
};

const anyWidths: SpecQuantize = { method: "uniform", weights: list(4, 8) as never, activations: list(8) as never };

const seeded = (text: string): Random => randomStream(parseInt(sha256(text).slice(0, 8), 16));

/** Made-up fronts above the bounds: points of their own for each workload and machine. They don't claim to be complete. */
export const madeUpMapper: Mapper = (workload, architecture) => {
  // How much room residents leave is no matter: the search takes a front that fits into less for that of less.
  const levels = architecture.levels.map(level => ({ ...level, capacity: 0 }));
  const text = `${workloadKey(workload)} ${JSON.stringify({ ...architecture, levels })}`;
  const random = seeded(text);
  const bound = workloadBound(workload, architecture);
  // Bandwidths decide nothing about what fits.
  if (seeded(`${workloadKey(workload)} ${architecture.name}`)() < 0.03) return { feasible: false, reasons: [] };
  const leakage = leakagePerCycle(architecture);
  const leaked = leakage.levels.reduce((sum, each) => sum + each, leakage.other);
  let latency = Math.ceil(bound.latencyCycles * (1 + 0.3 * random()));
  let dynamic = bound.dynamicPj * (1.5 + random());
  const front = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const cost = { latency, energy: dynamic + leaked * latency } as Cost;
    latency += 1 + Math.floor(random() * latency);
    dynamic = Math.max(bound.dynamicPj, dynamic * (0.6 + 0.35 * random()));
    return { workload, cost };
  });
  const kept = front.filter(({ cost }, i) => front.slice(0, i).every(each => each.cost.energy > cost.energy));
  return { feasible: true, front: kept, search: { considered: 1, pruned: 0, exact: false } };
};

export const realMapper: Mapper = (workload, architecture) => mapExactly(workload, architecture);

const metrics = ["latency", "energy", "power", "area", "throughput"] as const;

/** Limits around what a design of the space has, so that some are met and some not. */
const randomDemands = (random: Random, found: readonly Outcome[], names: readonly string[]): Demands => {
  const limits: Limit[] = [];
  for (let i = Math.floor(random() * 4); i > 0; i--) {
    const outcome = pick(random, found);
    const metric = pick(random, metrics);
    const value = outcome.values[metric] * (0.9 + 0.3 * random());
    const unit = { latency: "s", energy: "pJ", power: "W", area: "mm2", throughput: "/s" }[metric];
    const relation = metric === "throughput" ? ">=" : "<=";
    const [limit] = parseLimits([`${metric} ${relation} ${value} ${unit}`]);
    if (limit === undefined) throw new Error("no limit");
    const network = names.length > 1 && metric === "latency" && random() < 0.5 ? { network: names[0]! } : {};
    limits.push({ ...limit, ...network });
  }
  const goals = [
    ["energy"],
    ["latency"],
    ["energy", "area"],
    ["latency", "energy"],
    ["power"],
    ["edp"],
    ["area"],
    ["energy", "latency", "area"],
  ] as const;
  return { limits, goals: pick(random, goals).map((metric): MetricGoal => ({ direction: "minimize", metric })) };
};

export const randomCase = (seed: number, mapper: Mapper): Case & { readonly outcomes: readonly Outcome[] } => {
  const random = randomStream(seed);
  const space = chipSpaceOf(randomTarget(random), "28nm", anyWidths);
  const count = random() < 0.3 ? 2 : 1;
  const isRated = random() < 0.5;
  const networks = Array.from({ length: count }, (_, i) => ({
    name: `n${i}`,
    ...(isRated ? { rate: pick(random, [10, 1000, 200_000]) as PerSecond } : {}),
    graph: chain(random, `n${i}`),
  }));
  const outcomes = tryAll({ space, networks, mapper });
  const names = networks.map(({ name }) => name);
  if (outcomes.length === 0) return { space, networks, mapper, demands: { limits: [], goals: [] }, outcomes };
  return { space, networks, mapper, demands: randomDemands(random, outcomes, names), outcomes };
};

/** A design with one combination of mappings; values in base units. */
export interface Outcome {
  readonly design: number;
  readonly values: Readonly<Record<(typeof metrics)[number] | "edp", number>>;
  /** Seconds, per network. */
  readonly seconds: readonly number[];
  /** Share of the time that the networks' rates take. */
  readonly load: number;
}

/** Every design, every accelerator for every layer, every point of every front. */
export const tryAll = ({ space, networks, mapper }: Omit<Case, "demands">): readonly Outcome[] => {
  const outcomes: Outcome[] = [];
  for (let design = 0; design < space.count; design++) {
    const point = pointAt(space, design);
    if (point === undefined) continue;
    const made = point.slots.map(slot => machineDesign(space, slot, point.precision));
    if (made.some(each => "faults" in each)) continue;
    const accelerators = made.map(each => buildAccelerator(each as Exclude<typeof each, { faults: unknown }>));
    const machines = accelerators.map(({ architecture }) => architecture);
    const watts = machines.map(wattsOf);
    const allWatts = watts.reduce((sum, each) => sum + each, 0);
    const clock = machines[0]!.clock;
    const area = accelerators.reduce((sum, each) => sum + each.area.total, 0);
    const perNetwork = networks.map(({ graph }) =>
      unbeaten(everySum(prepareNetwork(graph, point.precision), machines, watts, mapper)),
    );
    for (const choice of product(perNetwork)) {
      const seconds = choice.map(({ cycles }) => cycles / clock);
      const energies = choice.map(({ dynamic }, i) => dynamic + allWatts * seconds[i]! * 1e12);
      const latency = sum(seconds);
      const energy = sum(energies);
      const rates = networks.map(({ rate }) => rate);
      const power = rates.every(rate => rate === undefined)
        ? (energy * 1e-12) / latency
        : allWatts + sum(choice.map(({ dynamic }, i) => dynamic * 1e-12 * (rates[i] ?? 0)));
      const load = sum(seconds.map((each, i) => each * (rates[i] ?? 0)));
      const values = { latency, energy, power, area, throughput: 1 / latency, edp: energy * latency };
      outcomes.push({ design, values, seconds, load });
    }
  }
  return outcomes;
};

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

const wattsOf = (architecture: Architecture): number => {
  let instances = 1;
  let watts = architecture.otherLeakage as number;
  for (const level of architecture.levels) {
    watts += level.leakage * instances;
    instances *= level.fanOut.x.size * level.fanOut.y.size;
  }
  return watts + architecture.compute.leakage * instances;
};

interface Work {
  readonly cycles: number;
  readonly dynamic: number;
}

const optionsOf = (workload: Workload, machine: Architecture, watts: number, mapper: Mapper): readonly Work[] => {
  const result: MapResult = mapper(workload, machine);
  if (!result.feasible) return [];
  return result.front.map(({ cost }) => ({
    cycles: cost.latency,
    dynamic: cost.energy - (watts * cost.latency * 1e12) / machine.clock,
  }));
};

/** None is both slower and hungrier than another: the choices that there are to a design. */
const unbeaten = (works: readonly Work[]): readonly Work[] =>
  works.filter(
    ({ cycles, dynamic }, i) =>
      !works.some(
        (other, j) =>
          other.cycles <= cycles &&
          other.dynamic <= dynamic &&
          (other.cycles < cycles || other.dynamic < dynamic || j < i),
      ),
  );

/** Every accelerator for every layer, every set of tensors that stay there from writer to last reader, every point of every front. */
const everySum = (
  { layers, staying }: PreparedNetwork,
  machines: readonly Architecture[],
  watts: readonly number[],
  mapper: Mapper,
): readonly Work[] =>
  product(layers.map(() => [...machines.keys()])).flatMap(hosts =>
    subsetsOf(staying).flatMap(kept => {
      const works = layers.map(({ workload, reads, writes, name }, layer): readonly Work[] => {
        const host = hosts[layer]!;
        const machine = machines[host]!;
        const here = kept.filter(({ firstStep, lastStep }) => firstStep <= layer && layer <= lastStep);
        const isMoved = here.some(({ firstStep, lastStep }) =>
          hosts.slice(firstStep, lastStep + 1).some(other => other !== host),
        );
        if (isMoved) return [];
        if (here.length === 0) return optionsOf(workload, machine, watts[host]!, mapper);
        const home = homeOf(machine)!;
        const ids = new Set(here.map(({ id }) => id));
        const placed = placedWorkload({ name, workload, reads, writes }, id => ids.has(id), home)!;
        const bits = 8 * here.reduce((total, { bytes }) => total + 8 * Math.ceil(bytes / 8), 0);
        const left = withResidents(machine, home, { tensors: placed.tensors, bits: bits as Bits });
        return left === undefined ? [] : optionsOf(placed.workload, left, watts[host]!, mapper);
      });
      return works.reduce<readonly Work[]>(
        (sums, options) =>
          sums.flatMap(before =>
            options.map(({ cycles, dynamic }) => ({
              cycles: before.cycles + cycles,
              dynamic: before.dynamic + dynamic,
            })),
          ),
        [{ cycles: 0, dynamic: 0 }],
      );
    }),
  );

const subsetsOf = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((subsets, item) => subsets.flatMap(each => [each, [...each, item]]), [[]]);

const product = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>(
    (chosen, items) => chosen.flatMap(before => items.map(item => [...before, item])),
    [[]],
  );

/** Those within the limits, by the values of the goals; none beaten by another. */
export const bestOf = (outcomes: readonly Outcome[], { limits, goals }: Demands): readonly (readonly number[])[] => {
  const within = outcomes.filter(outcome => isAllowed(outcome, limits));
  const scores = within.map(({ values }) =>
    goals.map(goal => values[(goal as MetricGoal).metric as keyof typeof values]),
  );
  const beats = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((value, i) => value <= b[i]! * (1 + 1e-9)) && a.some((value, i) => value < b[i]! * (1 - 1e-9));
  return scores.filter(score => !scores.some(other => beats(other, score)));
};

/** Keeps up with the rates and within these limits. */
export const isAllowed = ({ values, seconds, load }: Outcome, limits: readonly Limit[]): boolean =>
  load <= 1 + 1e-12 &&
  limits.every(({ metric, network, relation, bound }) => {
    const value = network === undefined ? values[metric as keyof typeof values] : seconds[Number(network.slice(1))]!;
    return relation === "<=" ? value <= bound * (1 + 1e-12) : value >= bound * (1 - 1e-12);
  });
