/** A plan read back from its file. */
import type { Plan } from "../../accelerators/plan.ts";
import { escapeHostile } from "../../support/quote.ts";
import { planSchema } from "./schema.ts";

const ours = planSchema.shape.schema.value;

/** The plan, or what keeps the text from being one. */
export const readPlan = (text: string): Plan | { readonly fault: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "it is no JSON" };
  }
  const version = schemaIn(value);
  if (version !== undefined && version !== ours)
    return { fault: `its schema is ${escapeHostile(version)}, and this version reads ${ours}` };
  const parsed = planSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined ? "" : issue.path.join(".");
  return { fault: `${place === "" ? "it" : place}: ${issue?.message ?? "is no plan"}` };
};

/** What a file says of itself, be it ours or of another version. */
const schemaIn = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "schema" in value && typeof value.schema === "string"
    ? value.schema
    : undefined;
