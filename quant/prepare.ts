/** What a network must look like before it is quantized: operators that hide tensors between two products are taken apart. */
import type { Graph } from "../ir/graph.ts";
import { resultOf } from "../ir/graph.ts";
import { scalar } from "../ir/tensor.ts";
import { rewrite, type Rule } from "../passes/rewrite.ts";
import { CompileError } from "../support/diagnostic.ts";
import { firstQuantizer } from "./is-quantized.ts";
import { quantizedAlready } from "./messages.ts";

/**
 * The graph with each `attention` written as two products around a softmax: the scores and their softmax are tensors with
 * ranges of their own. The scale stays in the first product's epilogue, on its accumulator. Run it on what the passes made.
 * @throws CompileError where the graph is quantized already: what codes stand for would be rounded a second time.
 */
export const prepareForQuantization = (graph: Graph): Graph => {
  const quantizer = firstQuantizer(graph);
  if (quantizer !== undefined) throw new CompileError([quantizedAlready(quantizer.origins)]);
  return rewrite(graph, [attentionApart]);
};

const attentionApart: Rule = (node, site) => {
  const [query, key, value, mask] = node.operands;
  if (node.op !== "attention" || query === undefined || key === undefined || value === undefined) return undefined;
  const { dtype, dims } = site.typeOf(key);
  const last = dims.length - 1;
  const permutation = dims.map((_, axis) => (axis < last - 1 ? axis : 2 * last - 1 - axis));
  const transposed = site.node("transpose", [key], { permutation });
  const scale = site.constant("attention.scale", scalar(dtype, Number(node.attributes["scale"])));
  const masking = mask === undefined ? [] : [mask];
  const scores = site.node("matmul", [query, transposed.id, scale.id, ...masking], {
    epilogue: mask === undefined ? ["mul"] : ["mul", "add"],
  });
  const weights = site.node("softmax", [scores.id], { axis: resultOf(node).type.dims.length - 1 });
  return [site.node("matmul", [weights.id, value], {})];
};
