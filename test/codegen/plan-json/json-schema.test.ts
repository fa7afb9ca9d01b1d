import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { planJsonSchemaText } from "../../../codegen/plan-json/json-schema.ts";

const path = new URL("../../../docs/plan.schema.json", import.meta.url);

test("docs/plan.schema.json says what the emitter checks (UPDATE_GOLDEN=1 rewrites it)", () => {
  const text = planJsonSchemaText();
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, text);
  expect(readFileSync(path, "utf8")).toBe(text);
});
