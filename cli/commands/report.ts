/** `mortise report`: a plan as one page that explains every number. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Report } from "../../codegen/report/content.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { writeFolder } from "../write-folder.ts";

interface Options {
  readonly output?: string;
}

export const reportCommand: CommandDefinition = {
  name: "report",
  summary: "Explain every number of a plan on one page that opens without a network.",
  examples: [
    { does: "Write report.html beside the plan", command: "mortise report plans/lenet/npu-256" },
    { does: "Choose the file", command: "mortise report examples/residual.plan.json -o report.html" },
  ],
  declare(command, perform) {
    command
      .argument("<plan>", "plan.json, or the folder that it lies in")
      .option("-o, --output <file>", "the file to write (default: report.html beside the plan)")
      .action((path: string, options: Options) => perform(session => report(path, options, session)));
  },
};

const report = async (path: string, { output }: Options, { host }: Session): Promise<ExitCode> => {
  const { report: told, folder } = await reportOf(path);
  const { reportHtml } = await import("../../codegen/report/html.ts");
  const target = output ?? join(folder, "report.html");
  const page = reportHtml(told);
  host.deferInterrupts();
  writeFolder(dirname(target), new Map([[basename(target), page]]));
  host.stdout.write(`Wrote ${target}\n`);
  return exitCodes.done;
};

interface Told {
  readonly report: Report;
  /** Where it goes unless the user says. */
  readonly folder: string;
}

const reportOf = async (path: string): Promise<Told> => {
  if (existsSync(join(path, "run.db"))) {
    const { readExploredRun } = await import("../explored-run.ts");
    const { runReport } = await import("../../codegen/report/run/index.ts");
    return { report: await runReport(readExploredRun(path)), folder: path };
  }
  const { readPlanFile } = await import("../read-plan-file.ts");
  const { file, plan } = readPlanFile(path);
  const { planReport } = await import("../../codegen/report/plan/index.ts");
  return { report: await planReport(plan), folder: dirname(file) };
};
