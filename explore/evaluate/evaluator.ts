/**
 * Judges designs of a specification one at a time: from an encoding to what it costs, what it is worth and by how much it misses the
 * limits. Pure: the same specification and files give the same numbers wherever it runs, in whatever order designs are asked for.
 */
import type { TechnologyName } from "../../accelerators/technology/index.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { Json } from "../../support/stable-json.ts";
import type { AccuracyMeter } from "../accuracy/accuracy-meter.ts";
import type { Chip } from "../design/chip.ts";
import { ChipMaker } from "../design/chip-maker.ts";
import { excessOf, type MetricGoal, overload, scoresOf } from "../design/demands.ts";
import { type Figures, measuresOf } from "../design/figures.ts";
import type { GivenNetwork } from "../design/prepared-network.ts";
import { writtenGoal, writtenLimit } from "../design/statements.ts";
import { goalsOf, refuseBackwards } from "../goals.ts";
import type { Mapper } from "../map-network.ts";
import type { Encoding } from "../space/design-space.ts";
import { type DesignPoint, machineSettings, specSpace, type SpecSpace } from "../space/spec-space.ts";
import type { RunnableSpec } from "../spec/runnable.ts";
import { isPriced } from "../spec/tables/technologies.ts";
import type { Outcome } from "../strategies/strategy.ts";
import { type ChipChoice, chooseOnChip } from "./chip-choice.ts";
import { accuraciesOf, type SourcedAccuracy } from "./known-accuracy.ts";
import { type MadeNetwork, NetworkMaker } from "./network-maker.ts";

/** What became of a design, and what it measures in the user's terms. */
export interface DesignEvaluation {
  readonly outcome: Outcome;
  /** By name, in base units; what is not known is left out. */
  readonly metrics: Readonly<Record<string, Json>>;
}

export interface EvaluatorRequest {
  readonly spec: RunnableSpec;
  /** Those that are given as models, with all passes done. */
  readonly networks: readonly Pick<GivenNetwork, "name" | "graph">[];
  /** Of networks whose accuracy is known or can be measured, by name. */
  readonly meters: ReadonlyMap<string, AccuracyMeter>;
  readonly mapper: Mapper;
  /** Designs beyond the limits have scores too, and all have margins. */
  readonly scoresAll?: boolean;
}

/** A design with its mappings. */
export interface ChosenDesign {
  readonly point: DesignPoint;
  readonly made: readonly MadeNetwork[];
  readonly chip: Chip;
  readonly choice: ChipChoice;
  readonly accuracies: readonly SourcedAccuracy[];
}

export class DesignEvaluator {
  readonly space: SpecSpace;
  /** As the user wrote them: one per score. */
  readonly objectives: readonly string[];
  /** As the user wrote them: one per violation. */
  readonly limits: readonly string[];
  private readonly request: EvaluatorRequest;
  private readonly goals: readonly MetricGoal[];
  private readonly chips: ChipMaker;
  private readonly networks: NetworkMaker;
  private readonly hasRates: boolean;

  /** @throws CompileError where the space is empty or a limit is backwards. */
  constructor(request: EvaluatorRequest) {
    const { spec, networks } = request;
    refuseBackwards(spec.limits);
    this.request = request;
    this.goals = goalsOf(spec);
    const technology = pricedTechnology(spec);
    this.space = specSpace(spec, machineSettings(spec, technology));
    this.chips = new ChipMaker({ technology, target: spec.target });
    this.networks = new NetworkMaker(spec.networks, networks);
    this.hasRates = spec.networks.some(({ rate }) => rate !== undefined);
    this.objectives = this.goals.map(writtenGoal);
    this.limits = [...spec.limits.map(writtenLimit), ...(this.hasRates ? ["keeps up with the rates"] : [])];
  }

  async evaluate(encoding: Encoding): Promise<DesignEvaluation> {
    const chosen = await this.choose(encoding);
    if ("reason" in chosen) return impossible(encoding, chosen.reason);
    const { chip, choice, made, accuracies } = chosen;
    const figures: Figures = {
      isBound: false,
      chip: chip.facts,
      networks: chip.networks.map(({ facts }, i) => {
        const cost = choice.costs[i];
        if (cost === undefined) throw new InternalError(`network ${facts.name} has no cost`);
        return { ...facts, ...cost, ...accuracies[i] };
      }),
    };
    const outcome = this.outcomeOf(encoding, figures);
    return { outcome, metrics: metricsOf(figures, made, accuracies) };
  }

  /** All that is chosen for a design, or why it can't be. */
  async choose(encoding: Encoding): Promise<ChosenDesign | { readonly reason: string }> {
    const { spec, mapper } = this.request;
    const point = this.space.pointOf(encoding);
    const made = this.made(point);
    if (made === undefined) return { reason: "a network does not look at its input" };
    const chip = this.chips.chipOf(
      point,
      made.map(({ factual }) => factual),
    );
    if (chip === undefined) return { reason: "its accelerators cannot be built" };
    const choice = chooseOnChip(chip, spec.limits, mapper);
    if (choice === undefined) return { reason: misfitIn(chip) };
    const accuracies = await accuraciesOf(this.request, point, made);
    return { point, made, chip, choice, accuracies };
  }

  /** Undefined where one of the networks does not look at its input. */
  private made({ networks, precision }: DesignPoint): readonly MadeNetwork[] | undefined {
    const made = networks.flatMap(choice => this.networks.networkOf(choice, precision) ?? []);
    return made.length === networks.length ? made : undefined;
  }

  private outcomeOf(encoding: Encoding, figures: Figures): Outcome {
    const { limits } = this.request.spec;
    const { goals } = this;
    const scores = scoresOf({ limits, goals }, figures);
    const margins = [...limits.map(limit => excessOf(limit, figures)), ...(this.hasRates ? [overload(figures)] : [])];
    const violations = margins.map(margin => Math.max(0, margin));
    for (const [i, score] of [...scores, ...violations].entries())
      if (!Number.isFinite(score)) throw new InternalError(`number ${i} of ${encoding.join()} is ${score}`);
    return {
      kind: "measured",
      encoding,
      scores,
      violations,
      ...(this.request.scoresAll === true ? { margins } : {}),
    };
  }
}

const pricedTechnology = ({ target: { technology } }: RunnableSpec): TechnologyName => {
  if (!isPriced(technology)) throw new InternalError(`no table for ${technology}: ask unrunnableParts first`);
  return technology;
};

export const impossible = (encoding: Encoding, reason: string): DesignEvaluation => ({
  outcome: { kind: "impossible", encoding, reason },
  metrics: {},
});

const misfitIn = ({ networks, accelerators }: Chip): string => {
  for (const { prepared, layouts } of networks)
    for (const [layer, { name }] of prepared.layers.entries()) {
      const fits = layouts.some(({ layers }, i) =>
        layers[layer]?.some(({ question }) => (accelerators[i]?.answers.get(question.id)?.points.length ?? 1) > 0),
      );
      if (!fits) return `layer ${name} does not fit`;
    }
  return "the layers do not fit together";
};

export const metricsOf = (
  figures: Figures,
  made: readonly MadeNetwork[],
  accuracies: readonly SourcedAccuracy[],
): DesignEvaluation["metrics"] => ({
  ...Object.fromEntries(Object.entries(measuresOf(figures)).filter(([, value]) => value !== null)),
  networks: figures.networks.map(({ name, latencyCycles, energyPj }, i) => {
    const { source, accuracy, accuracyDb, accuracyDrop, accuracyDropDb } = accuracies[i] ?? {};
    const known = Object.entries({ accuracy, accuracyDb, accuracyDrop, accuracyDropDb });
    return {
      name,
      member: made[i]?.name,
      latencyCycles,
      energyPj,
      ...Object.fromEntries(known.flatMap(([measure, value]) => (value === undefined ? [] : [[measure, value]]))),
      ...(source === undefined ? {} : { accuracySource: source }),
    };
  }),
});
