/** `model.onnx`: the network in few bits, for any engine that runs ONNX. */
import { exportOnnx } from "../../ir/export/onnx/export-onnx.ts";
import { joined } from "../../ir/export/onnx/wire.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { Emitter } from "../emitter.ts";

export const quantizedOnnx: Emitter = {
  name: "quantized-onnx",
  summary: "Write each network that was quantized as an ONNX model with QuantizeLinear and DequantizeLinear.",
  validate: () => [],
  emit: ({ provenance: { version } }, quantized) =>
    new Map(
      [...quantized].map(([name, graph]): [string, Uint8Array] => {
        // Above 2 GiB, which no protocol buffer holds, it throws a message.
        const [bytes] = joined(exportOnnx(graph, { producerVersion: version })).pieces;
        if (bytes === undefined) throw new InternalError("joined pieces are one");
        return [quantized.size === 1 ? "model.onnx" : `${fileNameOf(name)}.onnx`, bytes];
      }),
    ),
};

/** Names of networks come from specifications: whatever could be a path is written otherwise. */
const fileNameOf = (name: string): string => name.replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "_");
