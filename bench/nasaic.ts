/**
 * Networks and chip searched together, against one after the other: which accuracy do strategies reach on a specification within its
 * limits, at equal budget? `node --import tsx bench/nasaic.ts SPEC [SPEC…] --budget 500 --seeds 5 [--technology nasaic-2020-linear] [--strategies nsga2 --only]`;
 * `--only` leaves out the two that go one after the other.
 * Accuracies are the proxy of the number of parameters.
 */
import { loadSpec } from "../cli/load-spec.ts";
import { parseArgs } from "node:util";
import { costModels, type CostModelName } from "../accelerators/cost-models.ts";
import { proxyMeter } from "../explore/accuracy/proxy.ts";
import { CostedEvaluator } from "../explore/evaluate/costed-evaluator.ts";
import type { DesignEvaluation } from "../explore/evaluate/evaluator.ts";
import { keyOf, type DesignSpace, type Encoding } from "../explore/space/design-space.ts";
import { requireExplorable } from "../explore/spec/runnable.ts";
import { strategies } from "../explore/strategies/index.ts";
import type { Outcome, Strategy } from "../explore/strategies/strategy.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: "string", default: "500" },
    seeds: { type: "string", default: "5" },
    technology: { type: "string", default: "nasaic-2020" },
    strategies: { type: "string", default: "nasaic,nsga2,evolution,random" },
    only: { type: "boolean", default: false },
  },
});
const budget = Number(values.budget);

interface Found {
  /** Undefined where no design met the limits. */
  readonly best: DesignEvaluation | undefined;
  readonly feasible: number;
  readonly evaluated: number;
  /** Networks whose accuracy was paid for. */
  readonly paid: number;
  readonly cpuSeconds: number;
}

const accuracyOf = ({ outcome }: DesignEvaluation): number =>
  outcome.kind === "measured" ? -(outcome.scores[0] ?? 0) : 0;
const missOf = (outcome: Outcome): number =>
  outcome.kind === "impossible" ? Infinity : outcome.violations.reduce((sum, each) => sum + each, 0);

/** Searches until the budget is spent. @param open fills the encodings of a strategy that sees a part of the space. */
const search = async (
  strategy: Strategy,
  evaluator: CostedEvaluator,
  count: number,
  open: (encoding: Encoding) => Encoding = encoding => encoding,
): Promise<readonly DesignEvaluation[]> => {
  const found: DesignEvaluation[] = [];
  while (found.length < count) {
    const batch = strategy.ask().slice(0, count - found.length);
    if (batch.length === 0) break;
    const outcomes: Outcome[] = [];
    for (const encoding of batch) {
      const evaluation = await evaluator.evaluate(evaluator.space.canonical(open(encoding)));
      found.push(evaluation);
      outcomes.push({ ...evaluation.outcome, encoding });
    }
    strategy.tell(outcomes);
  }
  return found;
};

const summary = (found: readonly DesignEvaluation[], networkChoices: number, cpuSeconds: number): Found => {
  const feasible = found.filter(({ outcome }) => outcome.kind === "measured" && missOf(outcome) === 0);
  const best = feasible.reduce<DesignEvaluation | undefined>(
    (most, each) => (most === undefined || accuracyOf(each) > accuracyOf(most) ? each : most),
    undefined,
  );
  const paid = new Set(feasible.map(({ outcome }) => keyOf(outcome.encoding.slice(0, networkChoices))));
  return { best, feasible: feasible.length, evaluated: found.length, paid: paid.size, cpuSeconds };
};

/** The choices of a space from one position to another, the others at what they are given as. */
const partOf = (space: DesignSpace, from: number, to: number, rest: Encoding): DesignSpace => {
  const whole = (part: Encoding): Encoding => [...rest.slice(0, from), ...part, ...rest.slice(to)];
  return {
    choices: space.choices.slice(from, to),
    constraints: space.constraints.map(({ statement, holds }) => ({ statement, holds: part => holds(whole(part)) })),
    canonical: part => space.canonical(whole(part)).slice(from, to),
  };
};

/** Half of the budget for the networks, as if there were no limits; the other half for a chip for the best of them. */
const networkThenChip = async (limited: CostedEvaluator, free: CostedEvaluator, seed: number) => {
  const { space } = limited;
  const half = Math.floor(budget / 2);
  const networks = space.networkChoices ?? 0;
  const first = await search(
    strategies.evolution.create({ space: free.space, objectives: 1, limits: 0, seed }),
    free,
    half,
  );
  const best = first.reduce((most, each) => (accuracyOf(each) > accuracyOf(most) ? each : most));
  const rest = best.outcome.encoding;
  const chips = partOf(space, networks, space.choices.length, rest);
  const problem = { space: chips, objectives: 1, limits: limited.limits.length, seed };
  const open = (part: Encoding): Encoding => [...rest.slice(0, networks), ...part];
  return search(strategies.evolution.create(problem), limited, budget - half, open);
};

/** Half of the budget for random chips, of which the one that misses the limits least is kept; the other half for networks on it. */
const chipThenNetwork = async (limited: CostedEvaluator, seed: number) => {
  const { space } = limited;
  const half = Math.floor(budget / 2);
  const networks = space.networkChoices ?? 0;
  const problem = { space, objectives: 1, limits: limited.limits.length, seed };
  const first = await search(strategies.random.create(problem), limited, half);
  const closest = first.reduce((least, each) => (missOf(each.outcome) < missOf(least.outcome) ? each : least));
  const rest = closest.outcome.encoding;
  const open = (part: Encoding): Encoding => [...part, ...rest.slice(networks)];
  const second = strategies.evolution.create({ ...problem, space: partOf(space, 0, networks, rest) });
  return [...first, ...(await search(second, limited, budget - half, open))];
};

const rowOf = (name: string, { best, feasible, evaluated, paid, cpuSeconds }: Found): string => {
  const number = (metric: string): number => Number(best?.metrics[metric] ?? NaN);
  const members = (best?.metrics["networks"] ?? []) as readonly { readonly member: string }[];
  const cells =
    best === undefined
      ? ["none", "", "", "", ""]
      : [
          accuracyOf(best).toFixed(4),
          number("latencyCycles").toExponential(2),
          (number("energyPj") / 1000).toExponential(2),
          (number("areaMm2") * 1e6).toExponential(2),
          members.map(({ member }) => `<${member}>`).join(" "),
        ];
  return `| ${[name, ...cells, `${feasible} of ${evaluated}`, String(paid), cpuSeconds.toFixed(0)].join(" | ")} |`;
};

for (const path of positionals) {
  const { spec, ...read } = await loadSpec(path);
  const technology = values.technology as CostModelName;
  const given = { ...spec, target: { ...spec.target, technology } };
  const limitedSpec = requireExplorable({ ...read, spec: given });
  const meters = new Map(spec.networks.map(({ name }) => [name, proxyMeter]));
  const model = costModels[technology];
  console.log(`\n${path}, ${technology}, ${budget} designs\n`);
  console.log(
    "| search, seed | proxy | cycles | nJ | um2 | networks | within | paid | CPU s |\n|---|---|---|---|---|---|---|---|---|",
  );
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const fresh = (limits: typeof limitedSpec.limits): CostedEvaluator =>
      new CostedEvaluator({ spec: { ...limitedSpec, limits }, model, networks: [], meters });
    const run = async (
      name: string,
      searched: (evaluator: CostedEvaluator) => Promise<readonly DesignEvaluation[]>,
    ) => {
      const evaluator = fresh(limitedSpec.limits);
      const before = process.cpuUsage();
      const found = await searched(evaluator);
      const { user, system } = process.cpuUsage(before);
      console.log(
        rowOf(`${name}, ${seed}`, summary(found, evaluator.space.networkChoices ?? 0, (user + system) / 1e6)),
      );
    };
    for (const name of values.strategies.split(",") as (keyof typeof strategies)[])
      await run(name, evaluator => {
        const { space, limits } = evaluator;
        return search(
          strategies[name].create({ space, objectives: 1, limits: limits.length, seed, budget }),
          evaluator,
          budget,
        );
      });
    if (values.only) continue;
    await run("nas-then-asic", evaluator => networkThenChip(evaluator, fresh([]), seed));
    await run("asic-then-nas", evaluator => chipThenNetwork(evaluator, seed));
  }
}
