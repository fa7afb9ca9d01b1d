/** The pages on formats promise what the tables hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { convertedOpTypes as onnx } from "../../../ir/import/onnx/converters/index.ts";
import { convertedOpTypes } from "../../../ir/import/tfjs/graph/converters/index.ts";
import { convertedClasses } from "../../../ir/import/tfjs/layers/converters/index.ts";
import { convertedOpTypes as tflite } from "../../../ir/import/tflite/converters/index.ts";

const root = join(import.meta.dirname, "../../..");
const shared = readFileSync(join(root, "ir/import/conversion/messages.ts"), "utf8");

const formats = [
  { folder: "onnx", prefix: "ONNX", lists: { operators: onnx } },
  { folder: "tflite", prefix: "TFLITE", lists: { operators: tflite } },
  { folder: "tfjs", prefix: "TFJS", lists: { layers: convertedClasses, operators: convertedOpTypes } },
];

describe.each(formats)("docs/$folder.md", ({ folder, prefix, lists }) => {
  const page = readFileSync(join(root, `docs/${folder}.md`), "utf8");

  test.each(Object.entries(lists))(
    "lists all %s that can be mapped, and no other",
    (kind, operators: readonly string[]) => {
      const list = new RegExp(`<!-- ${kind} -->([^<]*)<!-- /${kind} -->`).exec(page)?.[1] ?? "";
      const listed = list.split(",").map(name => name.trim());
      const alphabetical = (a: string, b: string): number => a.localeCompare(b);
      expect(listed.toSorted(alphabetical)).toEqual([...operators].toSorted(alphabetical));
    },
  );

  test("explains every code of a diagnostic", () => {
    const messages = readFileSync(join(root, `ir/import/${folder}/messages.ts`), "utf8");
    const codes = new Set([
      ...(messages.match(new RegExp(`"${prefix}_\\w+"`, "g")) ?? []).map(code => code.slice(1, -1)),
      ...(shared.match(/`\$\{format\}_\w+/g) ?? []).map(code => code.replace("`${format}", prefix)),
    ]);
    expect(codes.size).toBeGreaterThan(15);
    expect([...codes].filter(code => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
