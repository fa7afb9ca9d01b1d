/**
 * How the networks of one design run on its chip: which way each takes through its layers and which mapping each layer has. The rule is
 * that of compiling for a given machine (objective.ts), so that a design costs the same wherever it is looked at.
 */
import type { MappedWorkload } from "../../mapping/mapper.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { type Hertz, quantity } from "../../support/quantity.ts";
import { leastRoute, type Option, type Route, type Stages, type Transition } from "../../support/stages.ts";
import { type Answer, answerOn, type BuiltAccelerator, boundOn } from "../design/built-accelerator.ts";
import type { Chip } from "../design/chip.ts";
import { type ChosenWay, stateOn } from "../design/chip-mapping.ts";
import { type NetworkCost, leakedPerCycle } from "../design/figures.ts";
import type { LayerWay, Question } from "../design/layout.ts";
import type { Limit } from "../limits.ts";
import type { Mapper } from "../map-network.ts";
import { chooseRoute, needsWholeFront } from "../objective.ts";
import { residentArena } from "../resident-arena.ts";

export interface ChipChoice {
  /** Per network and layer. */
  readonly ways: readonly (readonly ChosenWay[])[];
  /** Per network. */
  readonly costs: readonly NetworkCost[];
  /** What was minimized. */
  readonly objective: string;
  /** False where a choice of residents that was left out might be better. */
  readonly isComplete: boolean;
}

/** Partial choices per state, where a limit binds: to look at all takes a minute for some networks of NAS-Bench-201. */
const mostKept = 64;

/** Of a way that is not mapped yet, a bound. */
interface WayOption extends Option {
  readonly mapped: MappedWorkload | undefined;
}

interface ChipWay extends Transition<WayOption> {
  /** Position among the chip's accelerators. */
  readonly accelerator: number;
  readonly way: LayerWay;
}

/** Per network and layer. */
type ChipStages = readonly (readonly (readonly ChipWay[])[])[];

/**
 * Undefined where a layer fits none of the accelerators. With limits on networks by themselves, each is chosen within its own, and those on
 * the whole are not looked at. Where the chip could not keep up with the networks' rates, each takes least time.
 * Ignores: that one network could wait for another's sake.
 */
export const chooseOnChip = (chip: Chip, limits: readonly Limit[], mapper: Mapper): ChipChoice | undefined => {
  const banned = new Set<string>();
  let isComplete = chip.networks.every(({ layouts }) => layouts.every(layout => layout.isComplete));
  for (let count = 1; ; count *= 2) {
    const found = mappedWhereItLeads(chip, limits, mapper, banned);
    if (found === undefined) return undefined;
    const misplaced = misplacedIn(chip, found.ways);
    if (misplaced.length === 0) return { ...found, isComplete };
    // Offsets cannot be found for all residents: another try without those that reach furthest may not be the best.
    isComplete = false;
    for (const each of misplaced.slice(0, count)) banned.add(each);
  }
};

/** Maps until every layer on the best way, by all that is known, is mapped. */
const mappedWhereItLeads = (
  chip: Chip,
  limits: readonly Limit[],
  mapper: Mapper,
  banned: ReadonlySet<string>,
): Omit<ChipChoice, "isComplete"> | undefined => {
  let isWhole = needsWholeFront(limits);
  for (;;) {
    if (isWhole) for (const way of stagesOn(chip, banned).flat(2)) mapOn(chip, way, mapper);
    const stages = stagesOn(chip, banned);
    const chosen = routesFor(chip, stages, limits);
    if (chosen === undefined) return undefined;
    const taken = chosen.routes.map((route, network) =>
      route.taken.map(({ transition, option }, layer) => {
        const way = stages[network]?.[layer]?.[transition];
        const point = way?.options[option];
        if (way === undefined || point === undefined) throw new InternalError(`no way ${transition} of layer ${layer}`);
        return { way, point };
      }),
    );
    const open = taken.flat().filter(({ point }) => point.mapped === undefined);
    for (const { way } of open) mapOn(chip, way, mapper);
    // The best of all is the same whatever else is known; what stands for the best is not, so that all must be known.
    const mustKnowAll = chosen.isThinned && !isWhole;
    isWhole ||= mustKnowAll && open.length === 0;
    if (open.length > 0 || mustKnowAll) continue;
    const leaked = leakedPerCycle(chip.facts);
    return {
      ways: taken.map(ways =>
        ways.map(({ way: { accelerator, way }, point: { mapped } }) => {
          if (mapped === undefined) throw new InternalError("a way that is taken is not mapped");
          return { accelerator, way, mapped };
        }),
      ),
      costs: chosen.routes.map(({ weight, cost }) => ({
        latencyCycles: weight,
        energyPj: cost,
        dynamicPj: cost - leaked * weight,
      })),
      objective: chosen.objective,
    };
  }
};

interface ChosenRoutes {
  /** One per network. */
  readonly routes: readonly Route[];
  readonly objective: string;
  readonly isThinned: boolean;
}

const routesFor = (chip: Chip, stages: ChipStages, limits: readonly Limit[]): ChosenRoutes | undefined => {
  const clock = quantity<Hertz>(chip.facts.clockHz);
  const names = chip.networks.map(({ facts }) => facts.name);
  const ofWhole = limits.filter(({ network }) => network === undefined);
  const isTogether = names.length === 1 || ofWhole.length === limits.length;
  const chosen = isTogether
    ? together(stages, names.length === 1 ? limits : ofWhole, clock)
    : apart(stages, names, limits, clock);
  if (chosen === undefined || keepsUp(chip, chosen.routes)) return chosen;
  const fastest = stages.map(each => leastRoute(each, weightOf, costOf));
  return {
    routes: fastest.filter(route => route !== undefined),
    objective: "least latency, to keep up with the rates",
    isThinned: chosen.isThinned,
  };
};

/** One network after the other. */
const together = (stages: ChipStages, limits: readonly Limit[], clock: Hertz): ChosenRoutes | undefined => {
  const chosen = chooseRoute(stages.flat(), limits, clock, mostKept);
  if (chosen === undefined) return undefined;
  let next = 0;
  const routes = stages.map(each => {
    const taken = chosen.route.taken.slice(next, next + each.length);
    next += each.length;
    return summed(each, taken);
  });
  const { objective, isThinned } = chosen;
  return { routes: stages.length === 1 ? [chosen.route] : routes, objective, isThinned };
};

const apart = (
  stages: ChipStages,
  names: readonly string[],
  limits: readonly Limit[],
  clock: Hertz,
): ChosenRoutes | undefined => {
  const chosen = stages.flatMap(
    (each, network) =>
      chooseRoute(
        each,
        limits.filter(limit => limit.network === names[network]),
        clock,
        mostKept,
      ) ?? [],
  );
  if (chosen.length < stages.length) return undefined;
  return {
    routes: chosen.map(({ route }) => route),
    objective: chosen.map(({ objective }, i) => `${names[i] ?? ""}: ${objective}`).join("; "),
    isThinned: chosen.some(({ isThinned }) => isThinned),
  };
};

const keepsUp = ({ facts, networks }: Chip, routes: readonly Route[]): boolean =>
  networks.reduce(
    (load, network, i) => load + ((network.facts.rate ?? 0) * (routes[i]?.weight ?? 0)) / facts.clockHz,
    0,
  ) <= 1;

/** The sums of a choice. */
const summed = (stages: Stages, taken: Route["taken"]): Route => {
  let [weight, cost] = [0, 0];
  for (const [layer, { transition, option }] of taken.entries()) {
    const point = stages[layer]?.[transition]?.options[option];
    weight += point?.weight ?? 0;
    cost += point?.cost ?? 0;
  }
  return { weight, cost, taken };
};

const weightOf = ({ weight }: Option): number => weight;
const costOf = ({ cost }: Option): number => cost;

const stagesOn = ({ facts, accelerators, networks }: Chip, banned: ReadonlySet<string>): ChipStages => {
  const leaked = leakedPerCycle(facts);
  const count = accelerators.length;
  return networks.map(({ layouts }, network) => {
    const isBanned = ({ residents }: LayerWay, accelerator: number): boolean =>
      banned.size > 0 && residents.some(({ id }) => banned.has(banKey(network, accelerator, id)));
    return (layouts[0]?.layers ?? []).map((_, layer) => {
      const ways: ChipWay[] = [];
      for (let accelerator = 0; accelerator < count; accelerator++) {
        const built = existing(accelerators[accelerator]);
        // What the others leak meanwhile; nothing, to the last digit, where there are none.
        const others = count === 1 ? 0 : leaked - built.leaked;
        for (const way of layouts[accelerator]?.layers[layer] ?? []) {
          const options = isBanned(way, accelerator) ? [] : optionsOf(built, way.question, others);
          if (options.length === 0) continue;
          const [from, to] = [stateOn(accelerator, count, way.from), stateOn(accelerator, count, way.to)];
          ways.push({ from, to, accelerator, way, options });
        }
      }
      return ways;
    });
  });
};

/** What is known of the question: the points of its front, or a bound. */
const optionsOf = (built: BuiltAccelerator, question: Question, others: number): readonly WayOption[] => {
  const answer = built.answers.get(question.id);
  if (answer !== undefined) return pricedOptions(answer, others);
  const { latencyCycles, energyPj } = boundOn(built, question);
  return [{ weight: latencyCycles, cost: energyPj + others * latencyCycles, mapped: undefined }];
};

interface Priced {
  readonly others: number;
  readonly options: readonly WayOption[];
}

/** The same answer is met in thousands of networks. */
const priced = new WeakMap<Answer, Priced>();

const pricedOptions = (answer: Answer, others: number): readonly WayOption[] => {
  const known = priced.get(answer);
  if (known?.others === others) return known.options;
  const options = answer.points.map(({ weight, mapped }) => ({
    weight,
    cost: mapped.cost.energy + others * weight,
    mapped,
  }));
  priced.set(answer, { others, options });
  return options;
};

const mapOn = ({ accelerators }: Chip, { accelerator, way }: ChipWay, mapper: Mapper): void => {
  answerOn(existing(accelerators[accelerator]), way.question, mapper);
};

const existing = (built: BuiltAccelerator | undefined): BuiltAccelerator => {
  if (built === undefined) throw new InternalError("a chip lacks one of its accelerators");
  return built;
};

/** Residents that reach beyond their level, furthest first. */
const misplacedIn = ({ networks }: Chip, ways: ChipChoice["ways"]): readonly string[] =>
  networks.flatMap(({ layouts, prepared }, network) =>
    layouts.flatMap(({ home }, accelerator) => {
      const own = (ways[network] ?? []).filter(each => each.accelerator === accelerator).map(({ way }) => way);
      const { misplaced } = residentArena(own, prepared.staying, home);
      return misplaced.map(id => banKey(network, accelerator, id));
    }),
  );

const banKey = (network: number, accelerator: number, id: string): string => `${network} ${accelerator} ${id}`;
