/** docs/onnx.md promises what the tables hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { convertedOpTypes } from "../../../ir/import/onnx/converters/index.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/onnx.md"), "utf8");

test("the page lists every operator that can be mapped, and no other", () => {
  const list = /<!-- operators -->([^<]*)<!-- \/operators -->/.exec(page)?.[1] ?? "";
  const listed = list.split(",").map(name => name.trim());
  expect(listed).toEqual([...convertedOpTypes].toSorted((a, b) => a.localeCompare(b)));
});

test("the page explains every code of a diagnostic", () => {
  const messages = readFileSync(join(root, "ir/import/onnx/messages.ts"), "utf8");
  const shared = readFileSync(join(root, "ir/import/conversion/messages.ts"), "utf8");
  const codes = new Set([
    ...(messages.match(/"ONNX_\w+"/g) ?? []).map(code => code.slice(1, -1)),
    ...(shared.match(/`\$\{format\}_\w+/g) ?? []).map(code => code.replace("`${format}", "ONNX")),
  ]);
  expect(codes.size).toBeGreaterThan(20);
  expect([...codes].filter(code => !page.includes(`\`${code}\``))).toEqual([]);
});
