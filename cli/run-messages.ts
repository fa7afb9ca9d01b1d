/** Every diagnostic about the arguments of runs: what they search, how, and which of their designs is meant. */
import type { Diagnostic } from "../support/diagnostic.ts";
import { error, suggestion } from "./messages.ts";

export const nothingToExplore = (): Diagnostic =>
  error(
    "ARGUMENT_MISSING",
    "no specification is given",
    undefined,
    "name one or several, or go on with a run by --resume -o RUN",
  );

export const resumeWithoutRun = (): Diagnostic =>
  error(
    "ARGUMENT_MISSING",
    "--resume needs to know which run",
    undefined,
    "name its folder, as in --resume -o runs/camera",
  );

export const idleAcquisition = (file: string, acquisition: string, strategy: string): Diagnostic => ({
  code: "ACQUISITION_IDLE",
  severity: "warning",
  message: `acquisition ${acquisition} changes nothing: ${strategy} does not choose by one`,
  where: { file },
  help: "take strategy bayes, or leave the acquisition out",
});

export const specGivenTwice = (file: string): Diagnostic =>
  error("ARGUMENT_TWICE", "this specification is given twice", { file }, "name it once");

export const unknownStrategy = (name: string, known: readonly string[], where?: Diagnostic["where"]): Diagnostic =>
  error(
    "ARGUMENT_STRATEGY",
    `${name} is no strategy that searches design by design`,
    where,
    replacements[name] ?? suggestion(name, known, `strategies are ${known.join(", ")}`),
  );

/** For names that specifications know, but of which none is a search by itself. */
const replacements: Readonly<Record<string, string>> = {
  exact:
    "write `strategy exhaustive` to try every design, or leave the strategy out; mortise compile --spec searches exactly",
  gbdt: "write `strategy linas`, which searches by the best of its predictors, gbdt among them",
};

/** As many as NSGA-II has at most, and for all but small budgets. */
const designsPerGeneration = 100;

export const unknownBaseline = (name: string, known: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_BASELINE",
    `${name === "" ? "--baseline has an empty name, which" : name} is nothing that searches can be compared with`,
    undefined,
    suggestion(name, known, `give one or several of ${known.join(", ")}, with commas between them`),
  );

export const baselineTwice = (name: string): Diagnostic =>
  error("ARGUMENT_BASELINE", `--baseline names ${name} twice`, undefined, "name each once");

/** @param lacking what the specification leaves nothing open of. */
export const baselineWithoutParts = (file: string, name: string, lacking: "networks" | "hardware"): Diagnostic =>
  error(
    "ARGUMENT_BASELINE",
    `${name} searches networks and hardware apart, but the specification leaves no ${lacking} open`,
    { file },
    lacking === "networks"
      ? "give it a space of networks, such as `space resnet9 { input 3x32x32  classes 10 }`, or take another baseline"
      : "leave something of an accelerator open, such as `pes in 64..1024 step 64`, or take another baseline",
  );

export const budgetUnit = (file: string, count: number, unit: string): Diagnostic =>
  error(
    "ARGUMENT_BUDGET",
    `the specification's budget is ${count} ${unit}; a run counts evaluations`,
    { file },
    `write \`budget ${designsPerGeneration * count} evaluations\` for generations of ${designsPerGeneration} designs, or pass --budget`,
  );

export const brokenDesignName = (text: string): Diagnostic =>
  error(
    "ARGUMENT_DESIGN",
    `--from ${text}: expected RUN:SEARCH.NUMBER`,
    undefined,
    "for example --from runs/camera:1.17; mortise best RUN lists designs",
  );

export const noSuchDesign = (folder: string, id: string): Diagnostic =>
  error("RUN_DESIGN", `there is no design ${id} in this run`, { file: folder }, "mortise best RUN lists designs");

export const besideRun = (options: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_RESUME",
    `${options.join(" and ")} can't be changed once a run has begun`,
    undefined,
    "leave it out, or begin anew in another folder",
  );

export const noRunsIn = (folder: string): Diagnostic =>
  error(
    "RUN_MISSING",
    "there are no runs in this folder",
    { file: folder },
    "name the folder above those that mortise explore wrote",
  );
