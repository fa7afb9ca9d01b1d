/** `mortise report`: a plan as one page that explains every number. */
import { basename, dirname, join } from "node:path";
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
  const { readPlanFile } = await import("../read-plan-file.ts");
  const { file, plan } = readPlanFile(path);
  const [{ planReport }, { reportHtml }] = await Promise.all([
    import("../../codegen/report/plan/index.ts"),
    import("../../codegen/report/html.ts"),
  ]);
  const target = output ?? join(dirname(file), "report.html");
  const page = reportHtml(await planReport(plan));
  host.deferInterrupts();
  writeFolder(dirname(target), new Map([[basename(target), page]]));
  host.stdout.write(`Wrote ${target}\n`);
  return exitCodes.done;
};
