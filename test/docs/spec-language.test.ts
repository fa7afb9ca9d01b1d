/** docs/spec-language.md keeps step with the code: tables, examples, the message, the schema. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type SpecDocument, specJsonSchemaText } from "../../explore/spec/document.ts";
import { formatSpec, readSpec, specOf } from "../../explore/spec/read-spec.ts";
import { expectGolden } from "../support/golden.ts";
import { specTables } from "../support/spec-tables.ts";
import { anyFile, diskPorts } from "../support/specs.ts";

const pagePath = new URL("../../docs/spec-language.md", import.meta.url);
const page = readFileSync(pagePath, "utf8");
const blockAfter = (fence: string): string => {
  const from = page.indexOf(fence);
  expect(from).toBeGreaterThan(0);
  return page.slice(from + fence.length, page.indexOf("```", from + fence.length));
};

test("the tables are those of the resolver (UPDATE_GOLDEN=1 rewrites them)", () => {
  const expected = Object.entries(specTables).reduce((text, [name, make]) => {
    const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
    return `${text.slice(0, text.indexOf(begin) + begin.length)}\n${make()}\n\n${text.slice(text.indexOf(end))}`;
  }, page);
  const isUpdate = process.env["UPDATE_GOLDEN"] !== undefined;
  if (isUpdate) writeFileSync(pagePath, expected);
  expect(isUpdate ? expected : page).toBe(expected);
});

test("docs/spec.schema.json is the schema of the reader (UPDATE_GOLDEN=1 rewrites it)", () => {
  expectGolden(new URL("../../docs/spec.schema.json", import.meta.url).pathname, specJsonSchemaText());
});

test("the example is that of the examples, and canonical", () => {
  const example = readFileSync(new URL("../../examples/camera.mortise", import.meta.url), "utf8");
  expect(blockAfter("```mortise\n")).toBe(example);
  expect(formatSpec("camera.mortise", example)).toBe(example);
});

test("the example of a message is what the reader says", () => {
  const said = blockAfter("the exit code is 1:\n\n```\n").trimEnd();
  const lines = [
    "",
    "",
    'design "camera" {',
    "  network a {",
    '    model "a.onnx"',
    "  }",
    "  asic {",
    '    technology "28nm"',
  ];
  const text = [...lines, "    clock 200 MiB", "    accelerator npu { template nvdla }", "  }", "}"].join("\n");
  expect(() => readSpec("camera.mortise", text, anyFile)).toThrow(said);
});

/** The example of the page; it compiles, and the page shows it. */
const camera: SpecDocument = {
  design: "camera",
  networks: { digits: { model: "examples/lenet.onnx", bind: { batch: 1 }, rate: "10 /s" } },
  asic: {
    technology: "28nm",
    clock: "200 MHz",
    accelerators: {
      npu: {
        template: ["nvdla", "systolic"],
        pes: { from: 64, to: 256, step: 64 },
        buffer: ["64 KiB", "128 KiB"],
      },
    },
  },
  quantize: { weights: "8 bits", activations: "8 bits" },
  require: [{ metric: "latency", atMost: "2 ms" }],
  objectives: [{ minimize: "energy" }],
};

test("the example in TypeScript is the one compiled here, and resolves", () => {
  const own = readFileSync(new URL(import.meta.url), "utf8");
  const [shown] = blockAfter("```ts\n").split("const spec =");
  expect(own).toContain(shown);
  const spec = specOf(camera, diskPorts);
  expect(spec.networks[0]).toMatchObject({ name: "digits", rate: 10, source: { file: "examples/lenet.onnx" } });
  expect(spec.target).toMatchObject({ kind: "asic", clock: 2e8 });
});
