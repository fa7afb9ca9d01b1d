/** `mortise report`: a plan or a run as one page that explains every number. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Option } from "commander";
import type { Report } from "../../codegen/report/content.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { reportFormats, type ReportTarget, writeReport } from "../write-report.ts";

export const reportCommand: CommandDefinition = {
  name: "report",
  summary:
    "Explain every number of a plan, or what an exploration run has found, on one page that opens without a network.",
  examples: [
    { does: "Choose the file", command: "mortise report examples/residual.plan.json -o report.html" },
    { does: "Write report.html beside the plan", command: "mortise report plans/lenet/npu-256" },
    { does: "A run: fronts, hypervolume, which choices matter, all designs", command: "mortise report runs/both" },
    { does: "The same content for other places", command: "mortise report runs/both --format md" },
    {
      does: "Printed by an installed Chromium",
      command: "mortise report runs/both --format pdf",
      needs: "Chromium",
    },
  ],
  declare(command, perform) {
    command
      .argument("<plan-or-run>", "plan.json, the folder that it lies in, or the folder of a run")
      .option("-o, --output <file>", "the file to write (default: report.FORMAT beside the plan, or in the run)")
      .addOption(
        new Option("--format <format>", "the form (default: what the file's name ends in, or html)").choices(
          reportFormats,
        ),
      )
      .action((path: string, target: ReportTarget) => perform(session => report(path, target, session)));
  },
};

const report = async (path: string, target: ReportTarget, { host }: Session): Promise<ExitCode> => {
  const { report: told, folder } = await reportOf(path, target);
  await writeReport(told, target, folder, host);
  return exitCodes.done;
};

interface Told {
  readonly report: Report;
  /** Where it goes unless the user says. */
  readonly folder: string;
}

const reportOf = async (path: string, { output }: ReportTarget): Promise<Told> => {
  if (existsSync(join(path, "run.db"))) {
    const { readExploredRun } = await import("../explored-run.ts");
    const { runReport } = await import("../../codegen/report/run/index.ts");
    return {
      report: await runReport(readExploredRun(path, output === undefined ? path : dirname(output))),
      folder: path,
    };
  }
  const { readPlanFile } = await import("../read-plan-file.ts");
  const { file, plan } = readPlanFile(path);
  const { planReport } = await import("../../codegen/report/plan/index.ts");
  return { report: await planReport(plan), folder: dirname(file) };
};
