/** `plan.json`: the whole plan for programs. */
import type { Plan } from "../../accelerators/plan.ts";
import { stringifyJson } from "../../support/stable-json.ts";
import type { Emitter } from "../emitter.ts";
import { offSchema } from "../messages.ts";
import { planSchema } from "./schema.ts";

export const planJson = {
  name: "plan-json",
  summary: "Write the whole plan as plan.json, in the order of the published schema.",
  validate: (plan: Plan) =>
    (planSchema.safeParse(plan).error?.issues ?? []).map(issue => offSchema(issue.path.join("."), issue.message)),
  emit: (plan: Plan) => new Map([["plan.json", stringifyJson(planSchema.parse(plan))]]),
} satisfies Emitter;
