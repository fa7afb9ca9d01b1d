/** Elementwise arithmetic on codes. */
import type { OpName } from "../../ir/ops/index.ts";
import { bitsOf, type IntegerType, rangeOf } from "../../ir/dtype.ts";
import { indexOf, resultOf, tensorOf, type Value } from "../../ir/graph.ts";
import { evaluateNode } from "../../ir/interp/evaluate.ts";
import { elementCount, scalar, tensor, type Tensor } from "../../ir/tensor.ts";
import { largestMagnitude, sameGrid, type UniformCodes, uniform, codesBehind } from "./codes.ts";
import { residualTerm, unitBits } from "./contraction.ts";
import { centered, type IntegerRule, type IntegerSite, rescaled, type Target, uniformCodesAt } from "./site.ts";

/** a ± b: both terms in one unit that is finer than the result's step, as for a residual. */
export const sum =
  (sign: 1 | -1): IntegerRule =>
  (site, target) => {
    const { draft, node } = site;
    const unit = target.scale / 2 ** unitBits(target);
    const [left, right] = [
      residualTerm(site, node.operands[0], unit),
      residualTerm(site, node.operands[1], unit, sign),
    ];
    if (left === undefined || right === undefined) return undefined;
    return rescaled(site, draft.add("add", [left, right], {}, node.origins), [2 ** -unitBits(target)], 0, target);
  };

/** a · b: one product of int32, where it can't overflow. */
export const product: IntegerRule = (site, target) => {
  const { draft, node } = site;
  const [left, right] = [uniformCodesAt(site, 0), uniformCodesAt(site, 1)];
  if (left === undefined || right === undefined) return undefined;
  if (largestMagnitude(left) * largestMagnitude(right) >= 2 ** 31) return undefined;
  const products = draft.add("mul", [centered(site, left), centered(site, right)], {}, node.origins);
  return rescaled(site, products, [(left.scale * right.scale) / target.scale], 0, target);
};

/** Codes on one grid as codes on another. */
export const regrid = (site: IntegerSite, codes: UniformCodes, target: Target): Value | undefined =>
  sameGrid(codes, target)
    ? site.now(codes.value)
    : rescaled(site, centered(site, codes), [codes.scale / target.scale], 0, target);

export const concatenation: IntegerRule = (site, target) => {
  const { draft, node, graph } = site;
  const parts = node.operands.map(id => {
    const codes = uniform(codesBehind(graph, id));
    return codes === undefined ? undefined : regrid(site, codes, target);
  });
  const known = parts.filter(part => part !== undefined);
  return known.length < parts.length ? undefined : draft.add("concat", known, node.attributes, node.origins);
};

/** A table is as good as any function of few codes: what a machine looks up, here computed by the function's own kernel. */
const widestTable = 8;

/** A function of one tensor of codes, with single constants beside it perhaps: a table with an entry for each code. */
export const lookUp: IntegerRule = (site, target) => {
  const { graph, draft, node, now } = site;
  const { constantOf } = indexOf(graph);
  const [place, ...others] = node.operands.flatMap((id, i) => (constantOf(id) === undefined ? [i] : []));
  const codes = place === undefined || others.length > 0 ? undefined : uniformCodesAt(site, place);
  const constants = node.operands.map(id => constantOf(id)).filter(constant => constant !== undefined);
  const areSingle = constants.every(({ type, data }) => data !== undefined && elementCount(type.dims) === 1);
  if (codes === undefined || !areSingle || bitsOf(codes.dtype) > widestTable) return undefined;
  if (elementCount(resultOf(node).type.dims) !== elementCount(codes.value.type.dims)) return undefined;
  const table = draft.constant("table", tableOf(site, codes, target));
  const indices = draft.add("cast", [now(codes.value)], { dtype: "int32" }, node.origins);
  return draft.add("gather", [table, indices], { axis: 0 }, node.origins);
};

/** Entries in the order of an index that counts from the end where it is negative: 0 to the largest code, then the negative ones. */
const tableOf = ({ graph, node }: IntegerSite, { dtype, scale, zero }: UniformCodes, target: Target): Tensor => {
  const { min, max } = rangeOf(dtype);
  const count = max - min + 1;
  const all = tensor(
    dtype,
    [count],
    Array.from({ length: count }, (_, i) => (i <= max ? i : i - count)),
  );
  const [reals] = runNode("dequantize", [all, scalar("f32", scale), scalar(dtype, zero)], { axis: 0 }, "f32", count);
  const operands = node.operands.map(id => {
    const constant = indexOf(graph).constantOf(id);
    const known = constant === undefined ? undefined : tensorOf(constant);
    return known === undefined ? reals : { ...known, type: { ...known.type, dims: [] } };
  });
  const [results] = runNode(node.op, operands as Tensor[], node.attributes, "f32", count);
  const parameters = [results as Tensor, scalar("f32", target.scale), scalar(target.dtype, target.zero)];
  const [codes] = runNode("quantize", parameters, { axis: 0, dtype: target.dtype }, target.dtype, count);
  return codes as Tensor;
};

const runNode = (
  op: OpName,
  operands: readonly Tensor[],
  attributes: Parameters<typeof evaluateNode>[0]["attributes"],
  dtype: "f32" | IntegerType,
  count: number,
): readonly Tensor[] =>
  evaluateNode(
    { op, operands: [], attributes, results: [{ id: "", type: { dtype, dims: [count] } }], origins: [] },
    operands,
  );
