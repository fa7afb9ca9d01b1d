/**
 * Arithmetic moves above the reshapes and transposes that it does not care for: there the contraction can take it in, and the
 * movements meet those further down and cancel. A one-dimensional convolution, which is imported as one of two dimensions between
 * reshapes, thus fuses like any other.
 */
import type { Constant, Node, Value, ValueId } from "../../ir/graph.ts";
import type { OpName } from "../../ir/ops/index.ts";
import { dimsEqual, type TensorType, typesEqual } from "../../ir/tensor.ts";
import { fusableContraction } from "../fuse-into.ts";
import { keepsType, producedBy } from "../match.ts";
import type { Rule, Site } from "../rewrite.ts";

/** Operators that treat every element alike. */
const activations: ReadonlySet<OpName> = new Set<OpName>([
  ...(["relu", "leaky_relu", "clip", "elu", "sigmoid", "hard_sigmoid", "hard_swish", "silu", "gelu"] as const),
  ...(["mish", "softplus", "tanh"] as const),
]);

/** f(reshape(x)) = reshape(f(x)), f(transpose(x)) = transpose(f(x)). A transpose must have no other reader, or it would run twice. */
const activationOfMovement: Rule = (node, site) => {
  const [input] = node.operands;
  const movement = activations.has(node.op) ? movementOf(input, site) : undefined;
  if (movement === undefined) return undefined;
  const [inner] = site.nodeOf(node.op, movement.operands, node.attributes);
  return inner === undefined ? undefined : site.nodeOf(movement.op, [inner.id], movement.attributes);
};

/** The reshape, or the transpose that nobody else reads, that makes `id`. */
const movementOf = (id: ValueId | undefined, site: Site): Node | undefined => {
  const transpose = id !== undefined && site.usesOf(id) === 1 ? producedBy("transpose", id, site) : undefined;
  return producedBy("reshape", id, site) ?? transpose;
};

/** f(reshape(x), reshape(y)) = reshape(f(x, y)) for x and y of one type, and likewise for transposes of one permutation. */
const operatorOfMovements: Rule = (node, site) => {
  const [left, right] = node.operands;
  if ((node.op !== "add" && node.op !== "mul") || left === undefined || left === right) return undefined;
  const [first, second] = [movementOf(left, site), movementOf(right, site)];
  if (first === undefined || second === undefined || !moveAlike(first, second, site)) return undefined;
  const [inner] = site.nodeOf(node.op, [...first.operands, ...second.operands], node.attributes);
  return inner === undefined ? undefined : site.nodeOf(first.op, [inner.id], first.attributes);
};

/** Equal types before and behind make two reshapes the same movement, and two transposes if their permutations are equal too. */
const moveAlike = (a: Node, b: Node, site: Site): boolean => {
  const sources = [...a.operands, ...b.operands].map(id => site.typeOf(id));
  const results = [...a.results, ...b.results].map(({ type }) => type);
  return a.op === b.op && allEqual(sources) && allEqual(results) && samePermutation(a, b);
};

const allEqual = ([first, ...others]: readonly TensorType[]): boolean =>
  first !== undefined && others.every(type => typesEqual(type, first));

const samePermutation = (a: Node, b: Node): boolean =>
  dimsEqual(
    (a.attributes["permutation"] ?? []) as readonly number[],
    (b.attributes["permutation"] ?? []) as readonly number[],
  );

/**
 * f(reshape(W x), c) = reshape(f(W x, c')) for a constant along an axis that the reshape keeps: the channels of an image (axis 1 with the
 * batch before it), the columns of a matrix (the last axis), or no axis at all. Only above a contraction, which can take it in.
 */
const constantOfReshape: Rule = (node, site) => {
  const reshape = onlyReshape(node, site);
  const [x] = reshape?.operands ?? [];
  if (reshape === undefined || x === undefined || fusableContraction(x, site) === undefined) return undefined;
  const parameters =
    node.op === "batch_normalization" ? normalizationParameters(node, x, site) : movedConstant(node, x, site);
  if (parameters === undefined) return undefined;
  const [inner] = site.nodeOf(node.op, [x, ...parameters], node.attributes);
  return inner === undefined ? undefined : site.nodeOf("reshape", [inner.id], reshape.attributes);
};

/** The reshape that makes the node's first operand for it alone, where the node keeps its shape. */
const onlyReshape = (node: Node, site: Site): Node | undefined => {
  const [input] = node.operands;
  if (input === undefined || site.usesOf(input) !== 1 || !keepsType(node, input, site)) return undefined;
  return producedBy("reshape", input, site);
};

/** They fit `x` as they are, where it has the same channels. */
const normalizationParameters = ({ operands }: Node, x: ValueId, site: Site): readonly ValueId[] | undefined => {
  const [input = "", ...parameters] = operands;
  return keepsChannels(site.typeOf(x).dims, site.typeOf(input).dims) ? parameters : undefined;
};

const keepsChannels = (before: readonly number[], after: readonly number[]): boolean =>
  before.length >= 2 && after.length >= 2 && dimsEqual(before.slice(0, 2), after.slice(0, 2));

/** The second operand in the shape that broadcasts to `x`, over the same data. */
const movedConstant = (node: Node, x: ValueId, site: Site): readonly ValueId[] | undefined => {
  const [input, second] = node.operands;
  const constant = second === undefined ? undefined : site.constantOf(second);
  if ((node.op !== "add" && node.op !== "mul") || input === undefined || constant === undefined) return undefined;
  const dims = movedDims(constant, site.typeOf(input).dims, site.typeOf(x).dims);
  if (dims === undefined) return undefined;
  const type = { dtype: constant.type.dtype, dims };
  const moved: Value =
    constant.data === undefined
      ? site.unknownConstant(constant.id, type)
      : site.constant(constant.id, { type, data: constant.data });
  return [moved.id];
};

const movedDims = (
  { type: { dims } }: Constant,
  after: readonly number[],
  before: readonly number[],
): readonly number[] | undefined => {
  const axis = dims.findIndex(dim => dim !== 1);
  const length = dims[axis];
  if (length === undefined) return [];
  if (dims.some((dim, i) => i !== axis && dim !== 1)) return undefined;
  const place = axis + after.length - dims.length;
  if (place === after.length - 1 && before.at(-1) === length) return [length];
  return place === 1 && keepsChannels(before, after) ? [length, ...before.slice(2).map(() => 1)] : undefined;
};

export const hoistRules: readonly Rule[] = [activationOfMovement, operatorOfMovements, constantOfReshape];
