/**
 * From a float graph to a quantized one, in the form that ONNX exchanges: every value that has parameters is quantized right
 * after it is made and dequantized before it is read, weights and biases are codes with a `dequantize` behind them, and all else
 * stays as it was. `integerGraph` turns this form into integer arithmetic.
 */
import { splitOperands } from "../ir/epilogue.ts";
import {
  type Constant,
  type Graph,
  indexOf,
  type Node,
  type Output,
  tensorOf,
  type Value,
  type ValueId,
} from "../ir/graph.ts";
import { type Tensor, tensor, type TensorType } from "../ir/tensor.ts";
import { InternalError } from "../support/diagnostic.ts";
import { accumulatorScales, biasCodes, constantCodes } from "./codes.ts";
import { GraphDraft } from "./graph-draft.ts";
import { checkedScheme } from "./check-scheme.ts";
import { codeType, type QuantizationParameters, type QuantizationScheme } from "./scheme.ts";
import { codeSource, isContraction } from "./sites.ts";

/**
 * The graph with the scheme's values quantized. Inputs, outputs and their types stay; `graph` must be prepared (`prepareForQuantization`).
 * @throws CompileError naming every tensor whose parameters do not fit it.
 */
export const quantizeGraph = (graph: Graph, scheme: QuantizationScheme): Graph => {
  const draft = new QuantizedDraft(graph, checkedScheme(graph, scheme));
  for (const input of graph.inputs) draft.quantizeValue(input.id, []);
  for (const node of graph.nodes) draft.addNode(node);
  return draft.finish();
};

/** The quantized graph while it grows. */
class QuantizedDraft {
  readonly #graph: Graph;
  readonly #parameters: ReadonlyMap<ValueId, QuantizationParameters>;
  readonly #draft: GraphDraft;
  /** What readers of a value read instead of it. */
  readonly #replacements = new Map<ValueId, ValueId>();

  constructor(graph: Graph, parameters: ReadonlyMap<ValueId, QuantizationParameters>) {
    this.#graph = graph;
    this.#parameters = parameters;
    this.#draft = new GraphDraft(graph);
  }

  addNode(node: Node): void {
    const operands = node.operands.map((id, i) => this.#operand(node, id, i));
    this.#draft.place({ ...node, operands });
    for (const { id } of node.results) this.quantizeValue(id, node.origins);
  }

  /** Puts a pair of `quantize` and `dequantize` behind a value that has parameters. */
  quantizeValue(id: ValueId, origins: readonly string[]): void {
    const { typeOf } = indexOf(this.#graph);
    const parameters = this.#parametersOf(id);
    const type = typeOf(id);
    if (parameters === undefined || type?.dtype !== "f32") return;
    const [scale, zeroPoint] = this.#parameterConstants(id, parameters, codeType(parameters));
    const dtype = codeType(parameters);
    const axis = axisOf(parameters);
    const codes = this.#draft.add(
      "quantize",
      [{ id, type }, scale, zeroPoint],
      { axis, dtype },
      origins,
      `${id}.codes`,
    );
    const real = this.#draft.add("dequantize", [codes, scale, zeroPoint], { axis }, origins, `${id}.real`);
    this.#replacements.set(id, real.id);
  }

  finish(): Graph {
    const outputs = this.#graph.outputs.map(({ name, value }): Output => {
      const replacement = this.#replacements.get(value) ?? value;
      return { name, value: replacement };
    });
    return this.#draft.finish(outputs);
  }

  #operand(node: Node, id: ValueId, index: number): ValueId {
    const constant = indexOf(this.#graph).constantOf(id);
    if (constant === undefined) return this.#replacements.get(id) ?? id;
    if (!isContraction(node) || index < 2) return this.#constant(constant, node.origins);
    const { bias } = splitOperands(node.operands, node.attributes["epilogue"] as readonly string[]);
    return index === 2 && bias === id ? this.#bias(node, constant) : id;
  }

  /** The codes of a known value, made where it is read first. */
  #constant(constant: Constant, origins: readonly string[]): ValueId {
    const { id } = constant;
    const known = this.#replacements.get(id);
    const parameters = this.#parameters.get(id);
    if (known !== undefined || parameters === undefined) return known ?? id;
    const codes = this.#draft.constant(`${id}.codes`, constantCodes(knownTensor(constant), parameters));
    const operands = [codes, ...this.#parameterConstants(id, parameters, codes.type.dtype)];
    const real = this.#draft.add("dequantize", operands, { axis: axisOf(parameters) }, origins, `${id}.real`);
    this.#replacements.set(id, real.id);
    return real.id;
  }

  /** A bias counts in the accumulator's scale; where there is none, because a factor is not quantized, it stays real. */
  #bias(node: Node, bias: Constant): ValueId {
    const scales = accumulatorScales(node, id => this.#parametersOf(id));
    if (scales === undefined) return bias.id;
    const codes = this.#draft.constant(`${bias.id}.codes`, biasCodes(knownTensor(bias), scales));
    const operands = [
      codes,
      ...this.#constantsOf(
        bias.id,
        scales,
        scales.map(() => 0),
        "int32",
        0,
      ),
    ];
    return this.#draft.add("dequantize", operands, { axis: 0 }, node.origins, `${bias.id}.real`).id;
  }

  #parametersOf(id: ValueId): QuantizationParameters | undefined {
    return this.#parameters.get(codeSource(this.#graph, id));
  }

  #parameterConstants(
    id: ValueId,
    { scales, zeroPoints, axis }: QuantizationParameters,
    dtype: TensorType["dtype"],
  ): readonly [Value, Value] {
    return this.#constantsOf(id, scales, zeroPoints, dtype, axis);
  }

  #constantsOf(
    id: ValueId,
    scales: readonly number[],
    zeroPoints: readonly number[],
    dtype: TensorType["dtype"],
    axis: number | undefined,
  ): readonly [Value, Value] {
    const dims = axis === undefined || scales.length === 1 ? [] : [scales.length];
    const scale = this.#draft.constant(`${id}.scale`, tensor("f32", dims, scales));
    const zeroPoint = this.#draft.constant(`${id}.zero_point`, tensor(dtype, dims, zeroPoints));
    return [scale, zeroPoint];
  }
}

/** Single parameters have no axis; theirs is written as 0. */
const axisOf = ({ axis = 0, scales }: QuantizationParameters): number => (scales.length === 1 ? 0 : axis);

const knownTensor = (constant: Constant): Tensor => {
  const known = tensorOf(constant);
  if (known === undefined) throw new InternalError(`constant ${constant.id} was checked to be known`);
  return known;
};
