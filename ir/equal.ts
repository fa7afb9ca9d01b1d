/** Structural equality of graphs, data included: what a round trip or a pass that claims "unchanged" is measured by. */
import { attributeValuesEqual, type Attributes } from "./attributes.ts";
import { type DType, isFloat, type TensorData } from "./dtype.ts";
import type { Constant, Graph, Node, Output, Value } from "./graph.ts";
import { formatId } from "./lexical.ts";
import { formatType, typesEqual } from "./tensor.ts";

/** True where both graphs have the same names, ids, types, attributes, origins and data, in the same order; NaN equals NaN. */
export const graphsEqual = (a: Graph, b: Graph): boolean => a === b || firstDifference(a, b) === undefined;

/** The first place where two graphs differ, in words; undefined where they are equal. */
export const firstDifference = (a: Graph, b: Graph): string | undefined => {
  if (a.name !== b.name) return `name: ${a.name} against ${b.name}`;
  return (
    listDifference("input", a.inputs, b.inputs, valueDifference) ??
    listDifference("constant", a.constants, b.constants, constantDifference) ??
    listDifference("node", a.nodes, b.nodes, nodeDifference) ??
    listDifference("output", a.outputs, b.outputs, outputDifference)
  );
};

type Difference<T> = (a: T, b: T) => string | undefined;

const listDifference = <T>(
  what: string,
  a: readonly T[],
  b: readonly T[],
  difference: Difference<T>,
): string | undefined => {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return `${what} ${i}: only the first graph has it`;
    const found = difference(left, right);
    if (found !== undefined) return `${what} ${i}: ${found}`;
  }
  return b.length > a.length ? `${what} ${a.length}: only the second graph has it` : undefined;
};

const valueDifference: Difference<Value> = (a, b) => {
  if (a.id !== b.id) return `${formatId("%", a.id)} against ${formatId("%", b.id)}`;
  if (typesEqual(a.type, b.type)) return undefined;
  return `${formatId("%", a.id)} is ${formatType(a.type)} against ${formatType(b.type)}`;
};

const constantDifference: Difference<Constant> = (a, b) => {
  const found = valueDifference(a, b) ?? dataDifference(a.type.dtype, a.data, b.data);
  return found === undefined || a.id !== b.id ? found : `${formatId("@", a.id)}: ${found}`;
};

const dataDifference = (dtype: DType, a: TensorData | undefined, b: TensorData | undefined): string | undefined => {
  if (a === undefined || b === undefined)
    return a === b ? undefined : `the ${a === undefined ? "first" : "second"} value is unknown`;
  if (a.constructor !== b.constructor) return `${a.constructor.name} against ${b.constructor.name}`;
  if (a.length !== b.length) return `${a.length} elements against ${b.length}`;
  if (bytesOf(a).equals(bytesOf(b))) return undefined;
  // An integer has no sign of zero, though a 64-bit one lives in a double.
  const same = isFloat(dtype) ? Object.is : (x: unknown, y: unknown): boolean => x === y;
  const at = a.findIndex((value, i) => !same(value, b[i]));
  return at < 0 ? undefined : `element ${at} is ${a[at] ?? NaN} against ${b[at] ?? NaN}`;
};

const bytesOf = (data: TensorData): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const nodeDifference: Difference<Node> = (a, b) => {
  if (a.op !== b.op) return `${a.op} against ${b.op}`;
  return (
    listDifference("result", a.results, b.results, valueDifference) ??
    listDifference("operand", a.operands, b.operands, wordDifference) ??
    attributesDifference(a.attributes, b.attributes) ??
    listDifference("origin", a.origins, b.origins, wordDifference)
  );
};

const wordDifference: Difference<string> = (a, b) => (a === b ? undefined : `"${a}" against "${b}"`);

/** Their order does not count. */
const attributesDifference: Difference<Attributes> = (a, b) => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names)
    if (!attributeValuesEqual(a[name], b[name]))
      return `attribute ${name} is ${JSON.stringify(a[name])} against ${JSON.stringify(b[name])}`;
  return undefined;
};

const outputDifference: Difference<Output> = (a, b) =>
  wordDifference(a.name, b.name) ?? wordDifference(a.value, b.value);
