/** The plan that a path names: a file, or the only one in a folder. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../accelerators/plan.ts";
import { readPlan } from "../codegen/plan-json/read-plan.ts";
import { CompileError } from "../support/diagnostic.ts";
import { noPlan, noPlanIn, severalPlansIn } from "./messages.ts";
import { isFolder, namesIn, readPlanText } from "./read-model.ts";

export interface PlanFile {
  readonly file: string;
  readonly plan: Plan;
}

/** @throws CompileError where there is no such file, it holds no plan, or a folder holds several. */
export const readPlanFile = (path: string): PlanFile => {
  const file = isFolder(path) ? planIn(path) : path;
  const plan = readPlan(readPlanText(file));
  if ("fault" in plan) throw new CompileError([noPlan(file, plan.fault)]);
  return { file, plan };
};

const planIn = (folder: string): string => {
  const own = join(folder, "plan.json");
  if (existsSync(own)) return own;
  const [only, ...others] = plansBelow(folder, deepest);
  if (only === undefined) throw new CompileError([noPlanIn(folder)]);
  if (others.length > 0) throw new CompileError([severalPlansIn(folder, [only, ...others])]);
  return only;
};

/** As deep as `compile` puts its folders: `plans/MODEL/TARGET`. */
const deepest = 2;
/** A folder of other things is no place to search through. */
const mostNames = 1000;

const plansBelow = (folder: string, depth: number): readonly string[] =>
  namesIn(folder)
    .slice(0, mostNames)
    .flatMap(name => {
      const path = join(folder, name);
      if (/(^|\.)plan\.json$/.test(name)) return [path];
      return depth > 0 && name !== "node_modules" && isFolder(path) ? plansBelow(path, depth - 1) : [];
    });
