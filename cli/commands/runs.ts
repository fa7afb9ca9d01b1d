/** `mortise runs`: the runs in a folder, and how far each has come. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SearchFindings } from "../../explore/runs/findings.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { formatWhole } from "../../support/digits.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { printDiagnostics } from "../diagnostics.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { noRunsIn } from "../run-messages.ts";
import { searchTitle } from "../search-title.ts";
import { listing } from "../table.ts";

export const runsCommand: CommandDefinition = {
  name: "runs",
  summary: "List the runs in a folder.",
  examples: [{ does: "Every run below runs/", command: "mortise runs" }],
  declare(command, perform) {
    command
      .argument("[folder]", "where the runs are", "runs")
      .action((folder: string) => perform(session => listRuns(folder, session)));
  },
};

const listRuns = async (folder: string, { host }: Session): Promise<ExitCode> => {
  const runs = existsSync(folder) ? runsIn(folder) : [];
  if (runs.length === 0) throw new CompileError([noRunsIn(folder)]);
  const { readFindings } = await import("../read-run.ts");
  const rows: string[][] = [];
  let exitCode: ExitCode = exitCodes.done;
  for (const run of runs) {
    try {
      for (const row of rowsOf(run, readFindings(run))) rows.push(row);
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      printDiagnostics(error.diagnostics, host);
      exitCode = exitCodes.inputAtFault;
    }
  }
  const header = ["run", "search", "strategy", "seed", "evaluated", "within limits", "front", "state"];
  if (rows.length > 0) host.stdout.write(listing(header, rows));
  return exitCode;
};

/** The folder itself, or those in it. */
const runsIn = (folder: string): readonly string[] =>
  isRun(folder)
    ? [folder]
    : readdirSync(folder)
        .sort()
        .map(name => join(folder, name))
        .filter(isRun);

const isRun = (folder: string): boolean => existsSync(join(folder, "run.db"));

const rowsOf = (run: string, findings: readonly SearchFindings[]): string[][] =>
  findings.map(({ settings, counts, front, isEnded }) => [
    run,
    searchTitle(
      settings,
      findings.map(other => other.settings),
    ),
    settings.strategy,
    String(settings.seed),
    `${formatWhole(counts.evaluated)} of ${formatWhole(settings.budget)}`,
    formatWhole(counts.feasible),
    formatWhole(front.length),
    isEnded ? "ended" : "can go on",
  ]);
