/** Specifications as JSON: faults are named by the path in the document. */
import { expect, test } from "vitest";
import { readSpec, specOf } from "../../../explore/spec/read-spec.ts";
import { formatDiagnostic } from "../../../support/diagnostic.ts";
import { anyFile } from "../../support/specs.ts";
import { design, diagnosticsOf } from "./faults.ts";

const right = {
  design: "x",
  networks: { a: { model: "a.onnx" } },
  asic: { technology: "28nm", accelerators: { npu: { template: "nvdla", pes: 64 } } },
  objectives: [{ minimize: "energy" }],
};

test("JSON and text give equal specifications", () =>
  expect(readSpec("x.json", JSON.stringify(right), anyFile).spec).toEqual(
    readSpec("x.mortise", design({}), anyFile).spec,
  ));

const changed = (path: string, value: unknown): string => {
  const copy: unknown = structuredClone(right);
  const keys = path.split(".");
  const parent = keys.slice(0, -1).reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], copy);
  (parent as Record<string, unknown>)[keys.at(-1)!] = value;
  return JSON.stringify(copy);
};

test.each([
  ["no JSON", "{", "x.json: error[SPEC_JSON]: this is no JSON"],
  ["a list", "[]", "x.json: error[SPEC_JSON]: Invalid input: expected object"],
  ["no networks", '{"design":"x"}', "x.json (networks): error[SPEC_JSON]: networks is missing"],
  [
    "a field that there is none of",
    changed("asic.clok", 3),
    "x.json (asic): error[SPEC_JSON]: there is no field clok here",
  ],
  ["a wrong type", changed("design", 3), "x.json (design): error[SPEC_JSON]: Invalid input: expected string"],
  [
    "a name that there is none of",
    changed("asic.technology", "28mn"),
    "x.json (asic.technology): error[SPEC_UNKNOWN_NAME]: there is no technology 28mn",
  ],
  [
    "a template in a list",
    changed("asic.accelerators.npu.template", ["nvdla", "eyeris"]),
    "error[SPEC_UNKNOWN_NAME]: there is no template eyeris",
  ],
  [
    "a parameter",
    changed("asic.accelerators.npu.pe", 3),
    "x.json (asic.accelerators.npu.pe): error[SPEC_UNKNOWN_NAME]: there is no parameter of nvdla named pe",
  ],
  ["a wrong dimension", changed("asic.clock", "3 s"), "x.json (asic.clock): error[SPEC_UNIT]: clock takes a frequency"],
  [
    "an empty range",
    changed("asic.accelerators.npu.pes", { from: 512, to: 64 }),
    "error[SPEC_RANGE]: the range is empty",
  ],
  [
    "a huge range",
    changed("asic.accelerators.npu.pes", { from: 1, to: 1e300 }),
    "error[SPEC_VALUE]: pes takes a whole number",
  ],
  ["an empty list", changed("asic.accelerators.npu.pes", []), "(asic.accelerators.npu.pes): error[SPEC_JSON]"],
  ["a limit without a bound", changed("require", [{ metric: "latency" }]), "error[SPEC_JSON]"],
  [
    "a bound that is none",
    changed("require", [{ metric: "latency", atMost: "soon" }]),
    "error[SPEC_VALUE]: latency takes a time or a number of cycles",
  ],
  ["a metric", changed("objectives", [{ minimize: "enrgy" }]), "error[SPEC_UNKNOWN_NAME]: there is no minimize enrgy"],
  [
    "a network's name",
    changed("networks", { "1 b": { model: "a" } }),
    "error[SPEC_JSON]: a name has letters, digits and _",
  ],
  [
    "no target",
    JSON.stringify({ design: "x", networks: right.networks }),
    "x.json (design): error[SPEC_MISSING]: the design has no target",
  ],
])("%s", (_, text, said) => {
  const diagnostics = diagnosticsOf(text, "x.json");
  expect(diagnostics.map(formatDiagnostic).join("\n")).toContain(said);
  expect(diagnostics.length).toBe(1);
});

test("a document of a program names the faulty part, without a file", () =>
  expect(() =>
    specOf(
      {
        design: "x",
        networks: { a: { model: "a.onnx" } },
        asic: { technology: "28nm", clock: "3 s", accelerators: { npu: { template: "nvdla" } } },
      },
      anyFile,
    ),
  ).toThrow("(asic.clock): error[SPEC_UNIT]"));
