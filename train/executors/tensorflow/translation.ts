/** What it takes to run one of our operators with TensorFlow.js: which nodes it fits, and the library's operators that compute it. */
import type * as Library from "@tensorflow/tfjs-core";
import { type DType, isFloat } from "../../../ir/dtype.ts";
import type { OpAttributes, OpName } from "../../../ir/ops/index.ts";
import type { Tensor, TensorType } from "../../../ir/tensor.ts";
import { InternalError } from "../../../support/diagnostic.ts";

export type Tensorflow = typeof Library;
export type DeviceTensor = Library.Tensor;

/** A node as its translation sees it before anything runs. */
export interface NodeShape<O extends OpName = OpName> {
  readonly attributes: OpAttributes<O>;
  readonly operands: readonly TensorType[];
  readonly results: readonly TensorType[];
  /** Values of the operands that are constants, at their places. */
  readonly constants: readonly (Tensor | undefined)[];
}

export interface Call<O extends OpName = OpName> extends NodeShape<O> {
  readonly tf: Tensorflow;
  /** At the operands' places, those that `arrange` knows in its form. */
  readonly given: readonly DeviceTensor[];
  /** An operand's elements, for translations that must look at them. */
  host(index: number): Tensor;
}

export interface Translation<O extends OpName = OpName> {
  /** `reals`: operands and results are f32 or bool. `data`: elements are moved or compared as they are, in any type that is carried. */
  readonly takes: "reals" | "data";
  /** Why this node is left to the reference interpreter; undefined where TensorFlow.js computes it. */
  refuses?(node: NodeShape<O>): string | undefined;
  /** The second operand as the library wants it: once for a constant, else in every run. */
  arrange?(tf: Tensorflow, weight: DeviceTensor, node: NodeShape<O>): DeviceTensor;
  /** The results; what is made on the way is freed by the caller. */
  compute(call: Call<O>): readonly DeviceTensor[];
}

/** An operator that TensorFlow.js can't compute as we define it, and why. */
export interface LeftToInterpreter {
  readonly left: string;
}

/** Operands by place; the arity was checked with the graph. */
export const givenAt = ({ given }: Pick<Call, "given">, index: number): DeviceTensor => {
  const tensor = given[index];
  if (tensor === undefined) throw new InternalError(`no operand ${index} on the device`);
  return tensor;
};

export const typeAt = (types: readonly TensorType[], index: number): TensorType => {
  const type = types[index];
  if (type === undefined) throw new InternalError(`no tensor ${index}`);
  return type;
};

/** The library's type that holds every element of ours: float32 for half precisions too, int32 for all integers that fit at run time. */
export const carrierOf = (dtype: DType): "float32" | "int32" | "bool" => {
  if (isFloat(dtype)) return "float32";
  return dtype === "bool" ? "bool" : "int32";
};

/** Axes in reach of TensorFlow.js' operators. */
const mostAxes = 6;

/** Why the types of a node are not for this translation. */
export const typeFault = (
  takes: Translation["takes"],
  node: Pick<NodeShape, "operands" | "results">,
): string | undefined => {
  const types = [...node.operands, ...node.results];
  const odd = types.find(({ dtype }) => (takes === "reals" ? dtype !== "f32" && dtype !== "bool" : dtype === "f64"));
  if (odd !== undefined) return `it computes in ${odd.dtype}`;
  if (types.some(({ dims }) => dims.includes(0))) return "a tensor is empty";
  return types.some(({ dims }) => dims.length > mostAxes) ? `a tensor has more than ${mostAxes} axes` : undefined;
};
