/** Imports a model of one ONNX operator and compares it with ONNX Runtime, closely: nothing has had time to add up. */
import type { Graph } from "../../ir/graph.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { type Tensor, tensor } from "../../ir/tensor.ts";
import { onnxModel, onnxNode, type TestAttribute, type TestModel } from "./onnx-model.ts";
import { expectAgreement } from "./onnx-runtime.ts";
import { typeOf } from "./operators.ts";

export interface OperatorCase {
  readonly opType: string;
  readonly opset: number;
  /** An input by its type (`f32[2,3]`), a constant by its tensor; an empty text leaves the operand out. */
  readonly operands: readonly (string | Tensor)[];
  readonly attributes?: Readonly<Record<string, TestAttribute>>;
  /** How many results there are; 1 unless told. */
  readonly results?: number;
  /** Elements of the inputs that random numbers would not do for, by the operand's place. */
  readonly elements?: Readonly<Record<number, readonly number[]>>;
}

const nameOf = (index: number): string => `operand${index}`;

const modelOf = (operator: OperatorCase): TestModel => {
  const { operands, attributes = {}, opType, opset } = operator;
  const results = Array.from({ length: operator.results ?? 1 }, (_, i) => `result${i}`);
  const entries = operands.map((operand, i) => [nameOf(i), operand] as const).filter(([, operand]) => operand !== "");
  return {
    opset,
    inputs: Object.fromEntries(entries.flatMap(([name, it]) => (typeof it === "string" ? [[name, it] as const] : []))),
    initializers: Object.fromEntries(
      entries.flatMap(([name, it]) => (typeof it === "string" ? [] : [[name, it] as const])),
    ),
    nodes: [
      onnxNode(
        opType,
        operands.map((operand, i) => (operand === "" ? "" : nameOf(i))),
        results,
        attributes,
        { name: "it" },
      ),
    ],
    outputs: Object.fromEntries(results.map(name => [name, ""])),
  };
};

/** Expects agreement to 1e-5 of the output's range, and exactly for integers. Returns the graph. */
export const expectOperator = async (operator: OperatorCase): Promise<Graph> => {
  const feeds = Object.entries(operator.elements ?? {}).map(([index, elements]) => {
    const operand = operator.operands[Number(index)];
    const { dtype, dims } = typeOf(typeof operand === "string" ? operand : "");
    return [nameOf(Number(index)), tensor(dtype, dims, elements)] as const;
  });
  return expectAgreement(modelOf(operator), { tolerance: 1e-5, feeds: Object.fromEntries(feeds) });
};

/** The imported graph, for what ONNX Runtime does not run. @throws CompileError where the operator is refused. */
export const importOperator = (operator: OperatorCase): Graph => importOnnx(onnxModel(modelOf(operator))).graph;

/** The operators of the graph, in order. */
export const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);
