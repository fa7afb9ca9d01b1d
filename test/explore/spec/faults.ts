/** Faulty specifications with a mark where the fault is, so that a test reads like the text that a user wrote. */
import { readSpec } from "../../../explore/spec/read-spec.ts";
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { anyFile } from "../../support/specs.ts";

/** Every diagnostic of a text; none for a right one. */
export const diagnosticsOf = (text: string, path = "test.mortise"): readonly Diagnostic[] => {
  try {
    readSpec(path, text, anyFile);
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return error.diagnostics;
  }
};

/** The text without its marks, and `line:column` of each. */
export const unmarked = (marked: string): { readonly text: string; readonly places: readonly string[] } => {
  const parts = marked.split("▸");
  const places = parts.slice(0, -1).map((_, i) => {
    const lines = parts
      .slice(0, i + 1)
      .join("")
      .split("\n");
    return `${lines.length}:${lines.at(-1)!.length + 1}`;
  });
  return { text: parts.join(""), places };
};

/** `CODE line:column` of every fault. */
export const faultsOf = (text: string): readonly string[] =>
  diagnosticsOf(text).map(({ code, where }) => `${code} ${where?.line}:${where?.column}`);

/** What must be found in a marked text whose faults are all of one code. */
export const expectedFaults = (code: string, marked: string): readonly string[] =>
  unmarked(marked).places.map(place => `${code} ${place}`);

interface Parts {
  readonly name?: string;
  readonly network?: string;
  readonly target?: string;
  readonly accelerator?: string;
  readonly rest?: string;
}

/** A right design around what a test is about. */
export const design = ({
  name = '"x"',
  network = 'model "a.onnx"',
  accelerator = "template nvdla  pes 64",
  target = `asic { technology "28nm"\n accelerator npu { ${accelerator} } }`,
  rest = "minimize energy",
}: Parts): string => `design ${name} {\n network a { ${network} }\n ${target}\n ${rest}\n}\n`;
