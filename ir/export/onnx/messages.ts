/** Every diagnostic about writing ONNX, so that codes stay unique and wording even. */
import type { Diagnostic } from "../../../support/diagnostic.ts";

export const unwritable = (op: string, layers: readonly string[], reason: string): Diagnostic => ({
  code: "ONNX_UNWRITABLE",
  severity: "error",
  message: `${op} cannot be written in ONNX: ${reason}`,
  where: { layers },
});

export const fileTooLarge = (name: string, bytes: number): Diagnostic => ({
  code: "ONNX_FILE_TOO_LARGE",
  severity: "error",
  message: `network ${name} takes ${(bytes / 2 ** 30).toFixed(1)} GiB as one ONNX file, which may have 2 at most`,
  help: "quantize it to fewer bits, or cut it into several networks",
});
