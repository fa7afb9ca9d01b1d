/**
 * From the quantized graph to integer arithmetic: what a machine computes, to the bit. Wherever the codes of a result can be had from
 * codes, the reals between vanish. What no machine computes in integers (softmax, normalizations, functions on an accumulator)
 * stays: its codes are read as reals, and its result is quantized.
 */
import { type Graph, indexOf, type Node, type Output, resultOf, type Value, type ValueId } from "../../ir/graph.ts";
import type { OpName } from "../../ir/ops/index.ts";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import { GraphDraft } from "../graph-draft.ts";
import { movesCodes } from "../moves-codes.ts";
import { isContraction } from "../sites.ts";
import { codesBehind, gridOf } from "./codes.ts";
import { type IntegerContraction, integerContraction } from "./contraction.ts";
import { concatenation, lookUp, product, regrid, sum } from "./elementwise.ts";
import { averagedWindows, reducedMean } from "./means.ts";
import { type IntegerRule, type IntegerSite, type Target, uniformCodesAt } from "./site.ts";

/**
 * A graph with the same inputs and outputs. Agrees with the quantized graph in ONNX Runtime to one code, but where a near tie falls
 * the other way.
 * @throws CompileError with every layer whose sums could leave int32.
 */
export const integerGraph = (graph: Graph): Graph => {
  const draft = new GraphDraft(graph);
  const faults: Diagnostic[] = [];
  const replaced = new Map<ValueId, Value>();
  const contractions = new Map<Node, IntegerContraction>();
  const siteOf = (node: Node): IntegerSite => ({
    graph,
    draft,
    node,
    now: value => replaced.get(value.id) ?? value,
    codes: index => codesBehind(graph, node.operands[index] ?? ""),
  });
  const integerCodes = (node: Node): Value | undefined => {
    const target = targetOf(graph, node);
    const producer = indexOf(graph).producerOf(node.operands[0] ?? "");
    if (target === undefined || producer === undefined) return undefined;
    const contraction = contractions.get(producer);
    if (contraction !== undefined) return contraction.codes(target);
    return ruleOf(producer)?.(siteOf(producer), target);
  };
  for (const node of graph.nodes) {
    const result = resultOf(node);
    const contraction = isContraction(node) ? integerContraction(siteOf(node), faults) : undefined;
    const found = node.op === "quantize" ? integerCodes(node) : contraction?.reals();
    if (contraction !== undefined) contractions.set(node, contraction);
    if (found !== undefined) replaced.set(result.id, found);
    else draft.place({ ...node, operands: node.operands.map(id => replaced.get(id)?.id ?? id) });
  }
  if (faults.length > 0) throw new CompileError(faults);
  return draft.finish(
    graph.outputs.map(({ name, value }): Output => ({ name, value: replaced.get(value)?.id ?? value })),
  );
};

const targetOf = (graph: Graph, node: Node): Target | undefined => {
  const grid = gridOf(graph, node, String(node.attributes["dtype"]));
  const [scale, zero] = [grid?.scales[0], grid?.zeroPoints[0]];
  return grid?.scales.length !== 1 || scale === undefined || zero === undefined ? undefined : { ...grid, scale, zero };
};

/** The same operator on codes; padding with zeros is padding with the zero point. */
const moved: IntegerRule = (site, target) => {
  const { draft, node, now } = site;
  const codes = uniformCodesAt(site, 0);
  if (codes === undefined) return undefined;
  const value = node.op === "pad" ? { value: codes.zero } : {};
  const [, ...rest] = node.operands;
  const { typeOf } = indexOf(site.graph);
  const others = rest.map(id => now({ id, type: typeOf(id) ?? codes.value.type }));
  const result = draft.add(node.op, [now(codes.value), ...others], { ...node.attributes, ...value }, node.origins);
  return regrid({ ...site, now: () => result }, { ...codes, value: result }, target);
};

const rules: Partial<Record<OpName, IntegerRule>> = {
  add: sum(1),
  sub: sum(-1),
  mul: product,
  concat: concatenation,
  reduce_mean: reducedMean,
  average_pool2d: averagedWindows,
};

/** Functions that look at one element at a time. */
const functions: ReadonlySet<OpName> = new Set<OpName>([
  "abs",
  "add",
  "ceil",
  "celu",
  "clip",
  "cos",
  "div",
  "elu",
  "erf",
  "exp",
  "floor",
  "gelu",
  "hard_sigmoid",
  "hard_swish",
  "leaky_relu",
  "log",
  "max",
  "min",
  "mish",
  "mul",
  "neg",
  "pow",
  "prelu",
  "reciprocal",
  "relu",
  "round",
  "selu",
  "sigmoid",
  "sign",
  "silu",
  "sin",
  "softplus",
  "softsign",
  "sqrt",
  "sub",
  "tanh",
  "thresholded_relu",
]);

/** A table where one will do, else arithmetic. */
const ruleOf = (node: Node): IntegerRule | undefined => {
  if (movesCodes(node)) return moved;
  const arithmetic = rules[node.op];
  if (!functions.has(node.op)) return arithmetic;
  return (site, target) => lookUp(site, target) ?? arithmetic?.(site, target);
};
