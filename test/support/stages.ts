/** Small networks as choices, with or without states, and every route through them. */
import * as fc from "fast-check";
import { chainOf, type Option, type Stages } from "../../support/stages.ts";

export const option = (weight: number, cost: number): Option => ({ weight, cost });

/** All sums, by trying every combination. */
export const everySum = (stages: Stages): readonly Option[] => {
  const visit = (layer: number, state: number, weight: number, cost: number): readonly Option[] => {
    const stage = stages[layer];
    if (stage === undefined) return [option(weight, cost)];
    return stage
      .filter(({ from }) => from === state)
      .flatMap(({ to, options }) =>
        options.flatMap(each => visit(layer + 1, to, weight + each.weight, cost + each.cost)),
      );
  };
  return visit(0, 0, 0, 0);
};

const fronts = (most: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })), {
      minLength: 1,
      maxLength: most,
    })
    .map(list => list.map(([weight, cost]) => option(weight, cost)));

const chains = fc.array(fronts(4), { maxLength: 4 }).map(chainOf);

/** Between two and three states at each border; some lead nowhere. */
const branching = fc.array(fc.array(fc.tuple(fc.nat(2), fc.nat(2), fronts(2)), { minLength: 2, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});

export const arbitraryStages: fc.Arbitrary<Stages> = fc.oneof(
  chains,
  branching.map(stages => stages.map(stage => stage.map(([from, to, options]) => ({ from, to, options })))),
);
