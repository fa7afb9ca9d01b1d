/** Every diagnostic of emitters, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";

export const offSchema = (path: string, fault: string): Diagnostic => ({
  code: "PLAN_SCHEMA",
  severity: "error",
  message: `plan${path === "" ? "" : `.${path}`}: ${fault}`,
  help: "docs/plan.schema.json says what a plan may hold",
});
