/** A plan read back from its file. */
import type { Plan } from "../../accelerators/plan.ts";
import { planSchema } from "./schema.ts";

/** The plan, or what keeps the text from being one. */
export const readPlan = (text: string): Plan | { readonly fault: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "it is no JSON" };
  }
  const parsed = planSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined ? "" : issue.path.join(".");
  return { fault: `${place === "" ? "it" : place}: ${issue?.message ?? "is no plan"}` };
};
