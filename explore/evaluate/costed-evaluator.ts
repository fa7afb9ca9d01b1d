/**
 * Judges designs under a cost model that prices layers (accelerators/cost-model.ts): all networks run at once, scheduled on the chip's
 * accelerators. A design that breaks a limit is told so before anybody pays for its accuracy.
 */
import { chipArea } from "../../accelerators/chip.ts";
import type { CostModel } from "../../accelerators/cost-model.ts";
import type { TemplateName } from "../../accelerators/templates/index.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { AccuracyMeter } from "../accuracy/accuracy-meter.ts";
import { excessOf, type MetricGoal, scoresOf } from "../design/demands.ts";
import type { Figures } from "../design/figures.ts";
import type { SlotChoice } from "../design/chip-space.ts";
import type { GivenNetwork } from "../design/prepared-network.ts";
import { writtenGoal, writtenLimit } from "../design/statements.ts";
import { goalsOf, refuseBackwards } from "../goals.ts";
import { pathsBeyondLimits } from "../scheduling/critical-path.ts";
import type { ScheduleProblem } from "../scheduling/problem.ts";
import { type Effort, type SolvedSchedule, solveSchedule } from "../scheduling/solve.ts";
import type { Encoding } from "../space/design-space.ts";
import { beyond, specSpace, type SpecSpace } from "../space/spec-space.ts";
import { valuesOf } from "../spec/domain.ts";
import type { RunnableSpec } from "../spec/runnable.ts";
import { costedChip, type CostedChip, problemOn } from "./costed-chip.ts";
import { type DesignEvaluation, impossible, metricsOf } from "./evaluator.ts";
import { accuraciesOf } from "./known-accuracy.ts";
import { type MadeNetwork, NetworkMaker } from "./network-maker.ts";

export interface CostedRequest {
  readonly spec: RunnableSpec;
  readonly model: CostModel;
  /** Those that are given as models, with all passes done. */
  readonly networks: readonly Pick<GivenNetwork, "name" | "graph">[];
  readonly meters: ReadonlyMap<string, AccuracyMeter>;
  /** Designs beyond the limits have scores too, and all have margins. */
  readonly scoresAll?: boolean;
}

/** Of a search that looks at thousands of designs. */
const effort: Effort = { mostSteps: 500, mostMoves: 400 };
const defaultClockHz = 1e9;

export class CostedEvaluator {
  readonly space: SpecSpace;
  readonly objectives: readonly string[];
  readonly limits: readonly string[];
  private readonly request: CostedRequest;
  private readonly goals: readonly MetricGoal[];
  private readonly networks: NetworkMaker;
  private readonly chips = new Map<string, ReturnType<typeof costedChip>>();
  private readonly clockHz: number;

  /** @throws CompileError where the space is empty or a limit is backwards. */
  constructor(request: CostedRequest) {
    const { spec, model, networks } = request;
    refuseBackwards(spec.limits);
    this.request = request;
    this.goals = goalsOf(spec);
    this.space = costedSpace(spec, model);
    this.networks = new NetworkMaker(spec.networks, networks);
    this.objectives = this.goals.map(writtenGoal);
    this.limits = spec.limits.map(writtenLimit);
    this.clockHz = spec.target.clock ?? defaultClockHz;
  }

  async evaluate(encoding: Encoding): Promise<DesignEvaluation> {
    const point = this.space.pointOf(encoding);
    const chip = this.chipOf(point.slots);
    if ("reason" in chip) return impossible(encoding, chip.reason);
    const made = point.networks.flatMap(choice => this.networks.networkOf(choice, point.precision) ?? []);
    if (made.length < point.networks.length) return impossible(encoding, "a network does not look at its input");
    const solved = this.schedule(chip, made);
    const figures = this.figuresOf(chip, made, solved);
    const { goals, request } = this;
    const { limits } = request.spec;
    const violations = limits.map(limit => (limit.metric === "accuracy" ? 0 : Math.max(0, excessOf(limit, figures))));
    const scheduled = {
      isScheduleExact: solved.isExact,
      ...(solved.gap === undefined ? {} : { scheduleGap: solved.gap }),
    };
    if (request.scoresAll !== true && violations.some(each => each > 0))
      return {
        outcome: { kind: "pruned", encoding, violations },
        metrics: { ...metricsOf(figures, made, []), ...scheduled, ...criticalPaths(solved.problem) },
      };
    const accuracies = await accuraciesOf(request, point, made);
    const known = { ...figures, networks: figures.networks.map((network, i) => ({ ...network, ...accuracies[i] })) };
    const margins = limits.map(limit => excessOf(limit, known));
    return {
      outcome: {
        kind: "measured",
        encoding,
        scores: scoresOf({ limits, goals }, known),
        violations: margins.map(margin => Math.max(0, margin)),
        ...(request.scoresAll === true ? { margins } : {}),
      },
      metrics: { ...metricsOf(known, made, accuracies), ...scheduled },
    };
  }

  private chipOf(slots: readonly SlotChoice[]): ReturnType<typeof costedChip> {
    const key = JSON.stringify(slots);
    const chip = this.chips.get(key) ?? costedChip(this.request.model, slots);
    this.chips.set(key, chip);
    return chip;
  }

  private schedule(chip: CostedChip, made: readonly MadeNetwork[]): SolvedSchedule {
    const { spec } = this.request;
    const { clockHz } = this;
    const { bandwidth } = spec.target.dram;
    const bytesPerCycle = bandwidth === undefined ? Infinity : bandwidth / clockHz;
    const networks = made.map(({ factual }) => ({ name: factual.facts.name, layers: factual.prepared.layers }));
    return solveSchedule(problemOn(chip, networks, spec.limits, { clockHz, bytesPerCycle }), effort);
  }

  private figuresOf(
    { accelerators }: CostedChip,
    made: readonly MadeNetwork[],
    { closest, problem }: SolvedSchedule,
  ): Figures {
    const { clockHz } = this;
    return {
      isBound: false,
      chip: {
        clockHz,
        areaMm2: chipArea(accelerators.map(({ areaMm2 }) => ({ total: areaMm2 }))),
        leakageWatts: 0,
      },
      makespanCycles: closest.makespan,
      networks: made.map(({ factual: { facts } }, network) => {
        const energyPj = (closest.placements[network] ?? []).reduce(
          (sum, { choice }, task) => sum + (problem.networks[network]?.tasks[task]?.choices[choice]?.energy ?? 0),
          0,
        );
        return { ...facts, latencyCycles: closest.finish[network] ?? 0, energyPj, dynamicPj: energyPj };
      }),
    };
  }
}

/** Where a limit on latency lies below what the layers of a network take one after another, each at its fastest: by what it can't be met. */
const criticalPaths = (problem: ScheduleProblem): DesignEvaluation["metrics"] => {
  const paths = pathsBeyondLimits(problem);
  return paths.length === 0
    ? {}
    : { criticalPaths: paths.map(({ tasks, ...path }) => ({ ...path, layers: tasks.map(task => ({ ...task })) })) };
};

/** Accelerators too small to be built are no designs. */
const costedSpace = (spec: RunnableSpec, model: CostModel): SpecSpace => {
  const faults = spec.target.totals.flatMap(total =>
    total.parameter === "pes" ? beyond(total, leastOfAny(spec, model)) : [],
  );
  if (faults.length > 0) throw new CompileError(faults);
  const space = specSpace(spec, ({ template, parameters: { pes, bandwidth } }) => [template, pes, bandwidth]);
  const canBeBuilt = ({ template, parameters: { pes = 0, bandwidth = 0 } }: SlotChoice): boolean =>
    pes >= (model.leastPes(template) ?? Infinity) && bandwidth >= 1;
  return {
    ...space,
    constraints: [
      ...space.constraints,
      {
        statement: "each accelerator has bandwidth, and elements for one cluster of its dataflow",
        holds: encoding => space.pointOf(encoding).slots.every(canBeBuilt),
      },
    ],
  };
};

/** Elements of the smallest accelerator that some slot can have. */
const leastOfAny = ({ target }: RunnableSpec, model: CostModel): number =>
  target.accelerators
    .flatMap(({ template, parameters: { pes } }) =>
      valuesOf<TemplateName>(template).flatMap(name =>
        pes === undefined ? [] : valuesOf(pes).filter(value => value >= (model.leastPes(name) ?? Infinity)),
      ),
    )
    .reduce((least, value) => Math.min(least, value), Infinity);
