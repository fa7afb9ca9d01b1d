/**
 * Which networks to run, so that few are: by budgets of noise for a limit on accuracy, by costs for a limit on cost, by rehearsals
 * for a limit on noise itself.
 */
import {
  cheapestChoice,
  type ChoiceProblem,
  type GroupOption,
  narrowerChoices,
  optionsOf,
  quietestChoice,
  type WidthChoice,
} from "./choice.ts";
import type { NoiseTable } from "./problem.ts";
import { cheapestReaching, keyOf, type Rehearsal } from "./rehearsals.ts";

/** What the choices are made of, noise apart, and how to find out about one. */
export interface Seeking {
  readonly problem: Omit<ChoiceProblem, "noiseOf">;
  /** Runs the network, where it was not run before: does it keep to the limit? */
  readonly meets: (choice: WidthChoice) => Promise<boolean>;
  /** Runs it unfinished. */
  readonly rehearse: (choice: WidthChoice) => Promise<Rehearsal>;
  /** The cheapest that was run and keeps to the limit. */
  readonly best: () => WidthChoice | undefined;
  /** How much noise the limit bears, as far as that is known. */
  readonly noiseBorne: () => number | undefined;
  /** What is lost by the network, on the data that choose. */
  readonly lost: (choice: WidthChoice) => Promise<number>;
  /** Measures layers in pairs, at the widths of the choice. */
  readonly repaired: (noise: NoiseTable, choice: WidthChoice) => Promise<NoiseTable>;
}

/** Halvings of the budget's logarithm between a network that will do and one that won't. */
const bisections = 7;

/** Networks whose costs differ by less than this part are as good as one another. */
const costStep = 0.01;

/** Within a cost, so many networks are rehearsed, each a hundredth cheaper than the last: the sum of parts misjudges some. */
const candidates = 8;
/** Of these, so many are finished: what finishing changes is less than what they differ by. */
const mostQuiet = 3;

/** Networks finished to keep noise below a limit: what finishing changes is a decibel or two, and each next one aims higher. */
const mostFinished = 4;

/** What choices are made from, given what noise is known to be. */
const choicesBy = ({ problem: parts }: Seeking, { noiseOf }: NoiseTable) => {
  const problem: ChoiceProblem = { ...parts, noiseOf };
  const options = optionsOf(problem);
  return {
    ends: endsOf(options),
    cheapest: (budget: number): WidthChoice | undefined => cheapestChoice(problem, options, budget),
    quietest: (cost: number): WidthChoice | undefined => quietestChoice(problem, options, cost),
  };
};

/** Noise of the most and of the least accurate choice. */
const endsOf = (options: readonly (readonly GroupOption[])[]): { readonly least: number; readonly most: number } => {
  const sum = (at: 0 | -1): number => options.reduce((total, front) => total + (front.at(at)?.weight ?? 0), 0);
  // Noise of exactly 0 has no logarithm to halve.
  const most = Math.max(sum(-1), Number.MIN_VALUE * 2 ** 60);
  return { least: Math.max(sum(0), most * 1e-12), most };
};

/** Bisects the budget of noise. Where a network misses the limit, its layers are measured in pairs, and the budget is tried again. */
export const seekCheapest = async (seeking: Seeking, table: NoiseTable): Promise<NoiseTable> => {
  let noise = table;
  const at = (budget: number): WidthChoice | undefined => choicesBy(seeking, noise).cheapest(budget);
  const meets = async (budget: number): Promise<boolean> => {
    const choice = at(budget);
    return choice !== undefined && seeking.meets(choice);
  };
  const { least, most } = choicesBy(seeking, noise).ends;
  // A budget a hair above the sum of the parts: adding up in another order must not exclude it.
  let [low, high] = [least * (1 + 1e-9), most * (1 + 1e-9)];
  if (!(await meets(low)) || (await meets(high))) return noise;
  for (let round = 0; round < bisections; round++) {
    const [dear, cheap] = [at(low), at(high)];
    if (dear !== undefined && cheap !== undefined && dear.cost <= cheap.cost * (1 + costStep)) break;
    const middle = Math.sqrt(low * high);
    const choice = at(middle);
    if (choice !== undefined && !(await seeking.meets(choice))) noise = await seeking.repaired(noise, choice);
    if (await meets(middle)) low = middle;
    else high = middle;
  }
  return noise;
};

/** Networks finished on the way down from one that keeps to the limit. */
const mostSteps = 6;

/**
 * From the cheapest network that keeps to the limit on to cheaper ones, a tensor and a step at a time: what the sum of parts misjudged, a
 * rehearsal of the whole shows. The step that saves the most within the noise that the limit bears is finished and run.
 */
export const seekNarrower = async (seeking: Seeking, { noiseOf }: NoiseTable): Promise<void> => {
  const problem: ChoiceProblem = { ...seeking.problem, noiseOf };
  const refused = new Set<string>();
  let rehearsed: readonly Rehearsal[] = [];
  let from: WidthChoice | undefined;
  for (let step = 0; step < mostSteps; step++) {
    const [best, borne] = [seeking.best(), seeking.noiseBorne()];
    if (best === undefined || borne === undefined) return;
    if (best !== from) rehearsed = await rehearsedAll(seeking, narrowerChoices(problem, best));
    from = best;
    const [next] = rehearsed
      .filter(({ choice, noise }) => noise <= borne && !refused.has(keyOf(choice)))
      .toSorted((a, b) => a.choice.cost - b.choice.cost);
    if (next === undefined) return;
    if (!(await seeking.meets(next.choice))) refused.add(keyOf(next.choice));
  }
};

const rehearsedAll = async ({ rehearse }: Seeking, choices: readonly WidthChoice[]): Promise<readonly Rehearsal[]> => {
  const rehearsed: Rehearsal[] = [];
  for (const choice of choices) rehearsed.push(await rehearse(choice));
  return rehearsed;
};

/** Layers are measured in pairs; then choices of nearly the whole cost are rehearsed, and the quietest few are finished and run. */
export const seekQuietest = async (seeking: Seeking, table: NoiseTable, mostCost: number): Promise<NoiseTable> => {
  const known = choicesBy(seeking, table);
  const first = known.quietest(mostCost) ?? known.cheapest(Infinity);
  if (first === undefined) return table;
  const noise = await seeking.repaired(table, first);
  const { quietest } = choicesBy(seeking, noise);
  const choices = new Map([[keyOf(first), first]]);
  for (let candidate = 0; candidate < candidates; candidate++) {
    const choice = quietest(mostCost * (1 - candidate * costStep));
    if (choice !== undefined) choices.set(keyOf(choice), choice);
  }
  const rehearsed = await rehearsedAll(seeking, [...choices.values()]);
  const quiet = rehearsed.toSorted((one, other) => quietness(one) - quietness(other)).slice(0, mostQuiet);
  for (const { choice } of quiet) await seeking.lost(choice);
  return noise;
};

/** What is no number is as loud as can be. */
const quietness = ({ noise }: Rehearsal): number => (Number.isFinite(noise) ? noise : Number.MAX_VALUE);

/** Signal over noise of the worst output, as the metric is: rehearsed choices, of which the cheapest good one is finished and run. */
export const seekAboveNoise = async (seeking: Seeking, noise: NoiseTable, leastDb: number): Promise<NoiseTable> => {
  const { cheapest, ends } = choicesBy(seeking, noise);
  const rehearsals = { cheapest, rehearse: seeking.rehearse, leastNoise: ends.least };
  let aim = leastDb;
  for (let finished = 0; finished < mostFinished; finished++) {
    const found = await cheapestReaching(rehearsals, aim);
    if (found === undefined) break;
    const value = -(await seeking.lost(found.choice));
    // Below its aim, it is the most accurate there is.
    if (value >= leastDb || !(found.sqnrDb >= aim)) break;
    aim += Math.max(1, leastDb - value);
  }
  return noise;
};
