/** Gemm, opset 7 to 13: alpha · A' · B' + beta · C, where C broadcasts to the product and (from 11) may be left out. */
import type { Value } from "../../../graph.ts";
import { elementCount, scalar } from "../../../tensor.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter } from "../converter.ts";

export const gemm: Converter = (node, build) => {
  const left = transposedIf(node.attributes.flag("transA", false), node.operand(0), build);
  // Scaling the right factor, mostly weights, leaves nothing to do at run time.
  const right = scaled(
    transposedIf(node.attributes.flag("transB", false), node.operand(1), build),
    node.attributes.float("alpha", 1),
    build,
  );
  const beta = node.attributes.float("beta", 1);
  const addend = beta === 0 ? undefined : node.optional(2);
  if (addend === undefined) return build.node("matmul", [left, right], {});
  const summand = scaled(addend, beta, build);
  const columns = right.type.dims.at(-1) ?? 0;
  if (!isRow(summand, columns)) return build.node("add", [build.node("matmul", [left, right], {}), summand], {});
  const bias = summand.type.dims.length === 1 ? summand : build.node("reshape", [summand], { shape: [columns] });
  return build.node("matmul", [left, right, bias], {});
};

const transposedIf = (wanted: boolean, value: Value, build: ConversionBuilder): Value =>
  wanted ? build.node("transpose", [value], { permutation: [1, 0] }) : value;

const scaled = (value: Value, factor: number, build: ConversionBuilder): Value =>
  factor === 1 ? value : build.node("mul", [value, build.constant(scalar(value.type.dtype, factor))], {});

/** One value for each column, whatever the row. */
const isRow = ({ type: { dims } }: Value, columns: number): boolean =>
  elementCount(dims) === columns && (dims.at(-1) ?? 1) === columns;
