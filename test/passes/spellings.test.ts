/** Formulas of activations are recognized however the exporter bracketed and ordered them. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type GraphBuilder, graphBuilder } from "../../ir/builder.ts";
import type { Graph, Value } from "../../ir/graph.ts";
import { scalar, tensorType } from "../../ir/tensor.ts";
import { canonicalize } from "../../passes/canonicalize.ts";
import { recognizeActivations } from "../../passes/recognize-activations.ts";

/** A formula of x; `choose` decides between spellings that are equal. */
type Formula = (x: Value, spell: Spelling) => Value;

interface Spelling {
  product(...factors: readonly Value[]): Value;
  sum(left: Value, right: Value): Value;
  quotient(value: Value, divisor: number): Value;
  number(value: number): Value;
  readonly builder: GraphBuilder;
}

/** Draws brackets, orders and x / n against x · (1 / n) from `choices`. */
const spelling = (builder: GraphBuilder, choices: readonly number[]): Spelling => {
  let next = 0;
  const choose = (count: number): number => (choices[next++ % choices.length] ?? 0) % count;
  const number = (value: number): Value => builder.constant(builder.freshId("n"), scalar("f32", value));
  const either = (op: "add" | "mul", a: Value, b: Value): Value =>
    builder.node(op, choose(2) === 0 ? [a, b] : [b, a], {});
  return {
    builder,
    number,
    sum: (left, right) => either("add", left, right),
    quotient: (value, divisor) =>
      choose(2) === 0 ? builder.node("div", [value, number(divisor)], {}) : either("mul", value, number(1 / divisor)),
    product(...factors) {
      const left = [...factors];
      while (left.length > 1) {
        const [a] = left.splice(choose(left.length), 1);
        const [b] = left.splice(choose(left.length), 1);
        left.push(either("mul", a!, b!));
      }
      return left[0]!;
    },
  };
};

const formulas: Readonly<Record<string, Formula>> = {
  gelu(x, { builder, product, sum, quotient, number }) {
    const curve = builder.node("erf", [quotient(x, Math.SQRT2)], {});
    return product(x, number(0.5), sum(curve, number(1)));
  },
  "gelu by tanh"(x, { builder, product, sum, number }) {
    const cube = product(x, x, x);
    const inner = product(sum(x, product(cube, number(0.044715))), number(Math.sqrt(2 / Math.PI)));
    return product(x, number(0.5), sum(builder.node("tanh", [inner], {}), number(1)));
  },
  hard_swish(x, { builder, product, sum, quotient, number }) {
    const gate = builder.node("clip", [sum(x, number(3))], { min: 0, max: 6 });
    return quotient(product(x, gate), 6);
  },
  silu: (x, { builder, product }) => product(x, builder.node("sigmoid", [x], {})),
};

const networkOf = (formula: Formula, choices: readonly number[]): Graph => {
  const builder = graphBuilder("formula");
  const x = builder.input("x", tensorType("f32", [8]));
  builder.output("y", formula(x, spelling(builder, choices)));
  return builder.build();
};

test.each(Object.entries(formulas))("%s in any spelling", (name, formula) => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { minLength: 24, maxLength: 24 }), choices => {
      const { nodes } = recognizeActivations.run(canonicalize.run(networkOf(formula, choices)));
      expect(nodes.map(({ op }) => op)).toEqual([name.split(" ")[0]]);
    }),
    { numRuns: 200, seed: 1 },
  );
});
