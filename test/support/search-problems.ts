/** Small search problems with all that makes searching hard: mixed choices, constraints, designs that mean the same, failures. */
import type { Choice, DesignSpace, Encoding } from "../../explore/space/design-space.ts";
import type { Outcome, SearchProblem } from "../../explore/strategies/strategy.ts";

export interface TestProblem {
  readonly name: string;
  readonly space: DesignSpace;
  readonly objectives: number;
  readonly limits: number;
  evaluate(encoding: Encoding): Outcome;
}

export const problemOf = ({ space, objectives, limits }: TestProblem, seed: number, budget = 110): SearchProblem => ({
  space,
  objectives,
  limits,
  seed,
  budget,
});

const identity = (encoding: Encoding): Encoding => encoding;

const categorical = (name: string, count: number): Choice => ({
  kind: "categorical",
  name,
  values: Array.from({ length: count }, (_, i) => `${name}${i}`),
});

const ordinal = (name: string, values: readonly number[]): Choice => ({ kind: "ordinal", name, values });
const real = (name: string, low: number, high: number): Choice => ({ kind: "real", name, low, high });

const measured = (encoding: Encoding, scores: readonly number[], violations: readonly number[] = []): Outcome => ({
  kind: "measured",
  encoding,
  scores,
  violations,
});

const at = (encoding: Encoding, i: number): number => encoding[i] ?? Number.NaN;

/** Two equal slots, of which the smaller comes first; together no more than 5. 4 templates by 12 pairs. */
export const symmetricSlots: TestProblem = {
  name: "symmetric slots",
  space: {
    choices: [categorical("template", 4), ordinal("left", [0, 1, 2, 3, 4, 5]), ordinal("right", [0, 1, 2, 3, 4, 5])],
    constraints: [{ statement: "left + right <= 5", holds: ([, left = 0, right = 0]) => left + right <= 5 }],
    canonical: ([template = 0, left = 0, right = 0]) => [template, Math.min(left, right), Math.max(left, right)],
  },
  objectives: 2,
  limits: 0,
  evaluate: encoding =>
    measured(encoding, [at(encoding, 0) + at(encoding, 1), (at(encoding, 2) - 4) ** 2 - at(encoding, 0)]),
};

/** Some can't be built, some are pruned, some measured and beyond a limit. */
const failures: TestProblem = {
  name: "failures",
  space: {
    choices: [categorical("operation", 5), ordinal("width", [8, 16, 32, 64]), ordinal("bits", [2, 4, 8])],
    constraints: [],
    canonical: identity,
  },
  objectives: 2,
  limits: 2,
  evaluate(encoding) {
    const [operation = 0, width = 0, bits = 0] = encoding;
    if (operation === 4) return { kind: "impossible", encoding, reason: "it can't run the network" };
    if (width === 3) return { kind: "pruned", encoding, violations: [0.25, 0] };
    return measured(
      encoding,
      [operation + width, operation - bits],
      [Math.max(0, bits - 1), Math.max(0, 1 - operation)],
    );
  },
};

const hopeless: TestProblem = {
  ...failures,
  name: "nothing can be built",
  evaluate: encoding => ({ kind: "impossible", encoding, reason: "none can" }),
};

/** All kinds of choices; the second real number counts only where the switch is on. */
const mixedKinds: TestProblem = {
  name: "mixed kinds",
  space: {
    choices: [
      categorical("switch", 2),
      real("always", -2, 3),
      real("switched", 0, 1),
      ordinal("size", [1, 2, 4, 8]),
      categorical("only", 1),
    ],
    constraints: [{ statement: "always <= size", holds: encoding => at(encoding, 1) <= 2 ** at(encoding, 3) }],
    canonical: encoding => (encoding[0] === 0 ? encoding.with(2, 0) : encoding),
  },
  objectives: 3,
  limits: 1,
  evaluate(encoding) {
    const [on = 0, always = 0, switched = 0, size = 0] = encoding;
    return measured(encoding, [always ** 2, size - on, (switched - 0.5) ** 2], [Math.max(0, always + switched - 1)]);
  },
};

const oneObjective: TestProblem = {
  name: "one objective",
  space: { choices: [real("x", -1, 1), real("y", -1, 1)], constraints: [], canonical: identity },
  objectives: 1,
  limits: 0,
  evaluate: encoding => measured(encoding, [(at(encoding, 0) - 0.3) ** 2 + at(encoding, 1) ** 2]),
};

const oneDesign: TestProblem = {
  name: "one design",
  space: { choices: [categorical("only", 1)], constraints: [], canonical: identity },
  objectives: 1,
  limits: 0,
  evaluate: encoding => measured(encoding, [1]),
};

const contradiction: TestProblem = {
  ...symmetricSlots,
  name: "no design",
  space: { ...symmetricSlots.space, constraints: [{ statement: "left < left", holds: () => false }] },
};

export const testProblems: readonly TestProblem[] = [
  symmetricSlots,
  failures,
  hopeless,
  mixedKinds,
  oneObjective,
  oneDesign,
  contradiction,
];
