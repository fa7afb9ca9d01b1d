/** Operators that ONNX has under another name, with the same operands and either no attributes or the same ones. */
import type { OpName } from "../../../ops/index.ts";
import type { Exporter } from "../exporter.ts";
import type { OnnxAttributes } from "../model-messages.ts";

/** The same operands, no attributes. */
export const plain =
  (opType: string): Exporter<OpName> =>
  ({ operands }, write) => {
    write.final(
      opType,
      operands.map(({ name }) => name),
    );
  };

/** The same operands; `attributesOf` says how ours become ONNX's. */
export const withAttributes =
  <O extends OpName>(
    opType: string,
    attributesOf: (attributes: Parameters<Exporter<O>>[0]["attributes"]) => OnnxAttributes,
  ): Exporter<O> =>
  ({ operands, attributes }, write) => {
    write.final(
      opType,
      operands.map(({ name }) => name),
      attributesOf(attributes),
    );
  };
