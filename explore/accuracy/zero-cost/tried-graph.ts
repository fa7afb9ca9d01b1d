/**
 * A network with seeded weights for several pictures at once: what each convolution makes is normalized over the batch, as a batch normalization
 * does before training, and wherever a value is rectified it is told which pictures are alike there.
 */
import { type GraphBuilder, graphBuilder } from "../../../ir/builder.ts";
import { parseEpilogueStep, readsOperand, splitOperands } from "../../../ir/epilogue.ts";
import { type Graph, type Node, tensorOf, type Value } from "../../../ir/graph.ts";
import { elementCount, tensor } from "../../../ir/tensor.ts";
import { InternalError } from "../../../support/diagnostic.ts";

export interface TriedGraph {
  /** Outputs: `agreement` [batch, batch], the sum over all rectified values of 1 where both pictures have the same sign there, −1 else. */
  readonly graph: Graph;
  /** Rectified values of one picture. */
  readonly units: number;
}

/** @param seeded all constants have values. */
export const triedGraph = (seeded: Graph, batch: number): TriedGraph => {
  const tried = new Trial(seeded, batch);
  for (const node of seeded.nodes) tried.add(node);
  return tried.end();
};

class Trial {
  private readonly build: GraphBuilder;
  private readonly values = new Map<string, Value>();
  private readonly batch: number;
  private agreement: Value | undefined;
  private units = 0;

  constructor({ name, inputs, constants }: Graph, batch: number) {
    this.batch = batch;
    this.build = graphBuilder(name);
    for (const { id, type } of inputs)
      this.values.set(id, this.build.input(id, { ...type, dims: [batch, ...type.dims.slice(1)] }));
    for (const constant of constants) {
      const value = tensorOf(constant);
      if (value === undefined) throw new InternalError(`constant ${constant.id} has no values`);
      this.values.set(constant.id, this.build.constant(constant.id, value));
    }
  }

  add(node: Node): void {
    const operands = node.operands.map(id => existing(this.values.get(id)));
    const made = this.made(node, operands);
    for (const [i, { id }] of node.results.entries()) this.values.set(id, existing(made[i]));
  }

  end(): TriedGraph {
    const { build, batch, units } = this;
    build.output(
      "agreement",
      this.agreement ?? build.constant("none", tensor("f32", [batch, batch], Array<number>(batch * batch).fill(0))),
    );
    return { graph: build.build(), units };
  }

  private made(node: Node, operands: readonly Value[]): readonly Value[] {
    const { op, attributes, origins } = node;
    const { build } = this;
    if (op === "relu") return [this.rectified(existing(operands[0]))];
    if (op !== "conv2d") return build.nodeOf(op, operands, attributes, origins);
    const steps = (attributes["epilogue"] ?? []) as readonly string[];
    const { extras } = splitOperands(operands, steps);
    const [result] = build.nodeOf(op, operands.slice(0, 2), { ...attributes, epilogue: [] }, origins);
    let value = this.normalized(existing(result));
    let next = 0;
    for (const step of steps) value = this.stepped(step, value, readsOperand(step) ? extras[next++] : undefined);
    return [value];
  }

  private stepped(text: string, value: Value, operand: Value | undefined): Value {
    const step = parseEpilogueStep(text);
    if (step === undefined) throw new InternalError(`${text} is no step`);
    if (step.op === "relu") return this.rectified(value);
    const operands = operand === undefined ? [value] : [value, operand];
    return existing(this.build.nodeOf(step.op, operands, step.attributes)[0]);
  }

  /** Mean 0 and variance 1 of each channel over batch and picture. */
  private normalized(value: Value): Value {
    const { build } = this;
    const means = { axes: [0, 2, 3], keep_dims: true };
    const centred = build.node("sub", [value, build.node("reduce_mean", [value], means)], {});
    const variance = build.node("reduce_mean", [build.node("mul", [centred, centred], {})], means);
    return build.node(
      "div",
      [centred, build.node("sqrt", [build.node("add", [variance, this.number(smallest)], {})], {})],
      {},
    );
  }

  private rectified(value: Value): Value {
    const { build, batch } = this;
    const result = build.node("relu", [value], {});
    const count = elementCount(value.type.dims) / batch;
    const isPositive = build.node("sign", [result], {});
    const signs = build.node("sub", [build.node("mul", [isPositive, this.number(2)], {}), this.number(1)], {});
    const rows = build.node("reshape", [signs], { shape: [batch, count] });
    const alike = build.node("matmul", [rows, build.node("transpose", [rows], { permutation: [1, 0] })], {});
    this.agreement = this.agreement === undefined ? alike : build.node("add", [this.agreement, alike], {});
    this.units += count;
    return result;
  }

  private number(value: number): Value {
    return this.build.constant(this.build.freshId("number"), tensor("f32", [1], [value]));
  }
}

/** Under the root of a variance, as batch normalization has it. */
const smallest = 1e-5;

const existing = (value: Value | undefined): Value => {
  if (value === undefined) throw new InternalError("a node reads what comes after it");
  return value;
};
