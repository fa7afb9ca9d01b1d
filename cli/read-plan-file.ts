/** The plan that a path names: a file, or the one plan in a folder. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../accelerators/plan.ts";
import { readPlan } from "../codegen/plan-json/read-plan.ts";
import { CompileError } from "../support/diagnostic.ts";
import { noPlan } from "./messages.ts";
import { isFolder, readPlanText } from "./read-model.ts";

export interface PlanFile {
  readonly file: string;
  readonly plan: Plan;
}

/** @throws CompileError where there is no such file, or it holds no plan. */
export const readPlanFile = (path: string): PlanFile => {
  const file = isFolder(path) && existsSync(join(path, "plan.json")) ? join(path, "plan.json") : path;
  const plan = readPlan(readPlanText(file));
  if ("fault" in plan) throw new CompileError([noPlan(file, plan.fault)]);
  return { file, plan };
};
