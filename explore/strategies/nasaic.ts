/**
 * NASAIC's search (Yang et al., DAC 2020): a recurrent controller proposes networks and machine together, then machines alone for the same
 * networks, and learns by policy gradient from a reward with penalties for missed limits.
 */
import { z } from "zod";
import { type RandomStream, randomStream, resumedStream } from "../../support/random.ts";
import { type Choice, type DesignSpace, type Encoding, isWithinSpace } from "../space/design-space.ts";
import { Proposals } from "./designs/proposals.ts";
import {
  addGradient,
  initialParameters,
  type PolicyShape,
  policyShape,
  samplePolicy,
  type Walk,
} from "./nasaic/controller.ts";
import { nothingSeen, rewardOf, type Seen, seenWith } from "./nasaic/reward.ts";
import { readState } from "./read-state.ts";
import type {
  Outcome,
  SearchProblem,
  Strategy,
  StrategyDefinition,
  StrategyProgress,
  StrategyState,
} from "./strategy.ts";

/** Designs of one episode for the same networks after the first (the paper's φ). */
const machineSteps = 10;
/** So many designs are asked for at once. */
export const designsPerEpisode = 1 + machineSteps;
/** Of the moving average of rewards that is the baseline. */
const memory = 0.8;
/** Of Adam (Kingma and Ba, ICLR 2015), whose other numbers are the paper's defaults. */
const learningRate = 0.02;
const [firstDecay, secondDecay, smallest] = [0.9, 0.999, 1e-8];
/** Real choices are made among so many equal parts of their range, and uniformly within one. */
const parts = 16;

/** Samples of an episode from the policy as it is; where it is so settled that they were all met before, later ones are drawn ever more freely. */
const patience = 2 * (1 + machineSteps);

interface Learner {
  readonly parameters: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly updates: number;
  /** Undefined before the first reward. */
  readonly baseline: number | undefined;
  readonly seen: Seen;
}

const numbers = z.array(z.number());
const limitsOfScores = z.array(z.number().nullable());
const schema = z.object({
  stream: numbers,
  parameters: numbers,
  first: numbers,
  second: numbers,
  updates: z.number(),
  baseline: z.number().optional(),
  violations: numbers,
  lowest: limitsOfScores,
  highest: limitsOfScores,
});

export const nasaic: StrategyDefinition = {
  summary: "A recurrent controller that learns by policy gradient; one network, then several machines for it.",
  source:
    "Yang et al., DAC 2020; designs are never asked twice, so that a policy that has settled is sampled more freely",
  create: (problem, progress) => nasaicStrategy(problem, progress),
};

const nasaicStrategy = (problem: SearchProblem, progress?: StrategyProgress): Strategy => {
  const { space } = problem;
  const stored = progress && readState("nasaic", schema, progress.state);
  const stream = stored === undefined ? randomStream(problem.seed) : resumedStream(stored.stream);
  const proposals = new Proposals(space, progress?.outcomes);
  const shape = policyShape(space.choices.map(optionsOf));
  let learner = stored === undefined ? beginner(shape, problem, stream) : learnerFrom(stored);
  return {
    ask: () => proposals.bred(designsPerEpisode, stream, episode(space, shape, learner.parameters, stream)),
    tell(outcomes) {
      proposals.learn(outcomes);
      learner = taught(learner, shape, space, outcomes);
    },
    state: () => ({ stream: stream.state(), ...storedLearner(learner) }),
  };
};

const beginner = (shape: PolicyShape, { objectives, limits }: SearchProblem, random: RandomStream): Learner => ({
  parameters: initialParameters(shape, random),
  first: new Float64Array(shape.count),
  second: new Float64Array(shape.count),
  updates: 0,
  baseline: undefined,
  seen: nothingSeen(objectives, limits),
});

const optionsOf = (choice: Choice): number => (choice.kind === "real" ? parts : choice.values.length);

/** How many choices are frozen after the first design; none where a space is of networks alone, or of machines alone. */
const frozenIn = ({ choices, networkChoices = 0 }: DesignSpace): number =>
  networkChoices < choices.length ? networkChoices : 0;

/** Both switches on until there is a design; then the networks stay, and the controller chooses machines for them. */
const episode = (
  space: DesignSpace,
  shape: PolicyShape,
  parameters: Float64Array,
  random: RandomStream,
): (() => readonly Encoding[]) => {
  let given: readonly number[] | undefined;
  let samples = 0;
  return () => {
    const temperature = 1 + Math.max(0, samples++ - patience) / patience;
    const chosen = samplePolicy(shape, parameters, random, given, temperature);
    const encoding = space.choices.map((choice, i) => codeOf(choice, chosen[i] ?? 0, random));
    if (given === undefined && isWithinSpace(space, space.canonical(encoding)))
      given = chosen.slice(0, frozenIn(space));
    return [encoding];
  };
};

const codeOf = (choice: Choice, option: number, random: RandomStream): number =>
  choice.kind === "real" ? choice.low + ((option + random.uniform()) / parts) * (choice.high - choice.low) : option;

const optionAt = (choice: Choice, code: number): number =>
  choice.kind === "real"
    ? Math.min(parts - 1, Math.max(0, Math.floor((parts * (code - choice.low)) / (choice.high - choice.low || 1))))
    : code;

/** One step up the rewards of an episode. */
const taught = (learner: Learner, shape: PolicyShape, space: DesignSpace, outcomes: readonly Outcome[]): Learner => {
  const seen = outcomes.reduce(seenWith, learner.seen);
  const rewards = outcomes.map(outcome => rewardOf(outcome, seen));
  const mean = rewards.reduce((sum, each) => sum + each, 0) / Math.max(1, rewards.length);
  const baseline = learner.baseline ?? mean;
  const gradient = new Float64Array(shape.count);
  const walks = walksOf(space, outcomes);
  for (const [i, walk] of walks.entries())
    addGradient(shape, learner.parameters, walk, ((rewards[i] ?? 0) - baseline) / walks.length, gradient);
  return { ...climbed(learner, gradient), baseline: memory * baseline + (1 - memory) * mean, seen };
};

/** Designs with the networks of the first were machines alone; where chance stood in, the networks are others. */
const walksOf = (space: DesignSpace, outcomes: readonly Outcome[]): readonly Walk[] => {
  const all = outcomes.map(({ encoding }) => space.choices.map((choice, i) => optionAt(choice, encoding[i] ?? 0)));
  const frozen = frozenIn(space);
  const networks = all[0]?.slice(0, frozen).join();
  return all.map((chosen, i) => ({
    chosen,
    from: i > 0 && chosen.slice(0, frozen).join() === networks ? frozen : 0,
  }));
};

/** Adam, upwards. */
const climbed = (learner: Learner, gradient: Float64Array): Learner => {
  const updates = learner.updates + 1;
  const first = learner.first.map((each, i) => firstDecay * each + (1 - firstDecay) * (gradient[i] ?? 0));
  const second = learner.second.map((each, i) => secondDecay * each + (1 - secondDecay) * (gradient[i] ?? 0) ** 2);
  const parameters = learner.parameters.map((each, i) => {
    const direction = (first[i] ?? 0) / (1 - firstDecay ** updates);
    const size = Math.sqrt((second[i] ?? 0) / (1 - secondDecay ** updates)) + smallest;
    return each + (learningRate * direction) / size;
  });
  return { ...learner, parameters, first, second, updates };
};

const storedLearner = ({ parameters, first, second, updates, baseline, seen }: Learner): StrategyState => ({
  parameters: [...parameters],
  first: [...first],
  second: [...second],
  updates,
  ...(baseline === undefined ? {} : { baseline }),
  violations: seen.violations,
  // Infinities are no JSON.
  lowest: seen.lowest.map(finiteOrNull),
  highest: seen.highest.map(finiteOrNull),
});

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const learnerFrom = (stored: z.infer<typeof schema>): Learner => ({
  parameters: Float64Array.from(stored.parameters),
  first: Float64Array.from(stored.first),
  second: Float64Array.from(stored.second),
  updates: stored.updates,
  baseline: stored.baseline,
  seen: {
    violations: stored.violations,
    lowest: stored.lowest.map(each => each ?? Infinity),
    highest: stored.highest.map(each => each ?? -Infinity),
  },
});
