/** Small problems with known answers, and a strategy with a state: what runs are tested on where no network need be mapped. */
import type { DesignSpace, Encoding } from "../../../explore/space/design-space.ts";
import { keyOf } from "../../../explore/space/design-space.ts";
import type { Outcome, SearchProblem, Strategy, StrategyProgress } from "../../../explore/strategies/strategy.ts";
import type { EvaluatorBuilders, EvaluatorDescription } from "../../../explore/runs/evaluator.ts";
import { randomStream, resumedStream } from "../../../support/random.ts";
import type { Json } from "../../../support/stable-json.ts";

export interface AnalyticParameters {
  readonly choices: number;
  readonly values: number;
  /** How long each evaluation takes at least. */
  readonly milliseconds?: number;
  /** Encodings, as keys, that throw, never end, end their thread or end their process. */
  readonly traps?: Readonly<Record<string, "throw" | "hang" | "exit" | "kill">>;
}

export const analytic = (
  parameters: AnalyticParameters,
  files: EvaluatorDescription["files"] = {},
): EvaluatorDescription => ({
  kind: "analytic",
  parameters: parameters as unknown as Json,
  files,
});

export const analyticSpace = ({ choices, values }: AnalyticParameters): DesignSpace => ({
  choices: Array.from({ length: choices }, (_, i) => ({
    kind: "ordinal",
    name: `x${i}`,
    values: Array.from({ length: values }).map((_value, code) => code),
  })),
  constraints: [],
  canonical: encoding => encoding,
});

/** Two goals that pull apart, and one limit: the sum of all codes, and that of their distances to the top; at least 2 for the first. */
export const builders: EvaluatorBuilders = {
  analytic: parameters => {
    const settings = parameters as unknown as AnalyticParameters;
    const { values, milliseconds = 0, traps = {} } = settings;
    return {
      space: analyticSpace(settings),
      objectives: ["minimize low", "minimize high"],
      limits: ["first >= 2"],
      evaluate: encoding => {
        spring(traps[keyOf(encoding)]);
        const end = performance.now() + milliseconds;
        while (performance.now() < end);
        const low = encoding.reduce((sum, code) => sum + code, 0);
        const high = encoding.reduce((sum, code, i) => sum + (values - 1 - code) * (i + 1), 0);
        const violation = Math.max(0, 2 - (encoding[0] ?? 0));
        return {
          outcome: { kind: "measured", encoding, scores: [low, high], violations: [violation] },
          metrics: { low, high },
        };
      },
    };
  },
};

const spring = (trap: string | undefined): void => {
  if (trap === "throw") throw new Error("the trap was sprung");
  if (trap === "exit") process.exit(3);
  if (trap === "kill") process.kill(process.pid, "SIGKILL");
  if (trap === "hang") for (;;);
};

/** Mutates the best that it knows, five at a time: what it proposes depends on every outcome before, and on their order. */
export const climber = (problem: SearchProblem, progress?: StrategyProgress): Strategy => {
  const seen: { readonly encoding: Encoding; readonly score: number }[] = [];
  const stream = progress ? resumedStream(progress.state["stream"] as number[]) : randomStream(problem.seed);
  const { choices } = problem.space;
  const mutant = (): Encoding => {
    const [best] = [...seen].sort((a, b) => a.score - b.score);
    return choices.map((choice, i) => {
      const size = choice.kind === "real" ? 1 : choice.values.length;
      const kept = best?.encoding[i];
      return kept === undefined || stream.integer(0, 2) === 0 ? stream.integer(0, size - 1) : kept;
    });
  };
  const tell = (outcomes: readonly Outcome[]): void => {
    for (const outcome of outcomes)
      seen.push({
        encoding: outcome.encoding,
        score:
          outcome.kind === "measured" ? outcome.scores.reduce((sum, score) => sum + score * (seen.length % 7), 0) : 1e9,
      });
  };
  tell(progress?.outcomes ?? []);
  return {
    ask: () => {
      const taken = new Set(seen.map(({ encoding }) => keyOf(encoding)));
      const batch: Encoding[] = [];
      for (let tries = 0; batch.length < 5 && tries < 10_000; tries++) {
        const proposed = mutant();
        if (taken.has(keyOf(proposed))) continue;
        taken.add(keyOf(proposed));
        batch.push(proposed);
      }
      return batch;
    },
    tell,
    state: () => ({ stream: stream.state() }),
  };
};
