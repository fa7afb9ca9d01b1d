/** `mortise diff`: what changed between two plans, in design and numbers. */
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";

interface Options {
  readonly json?: boolean;
  readonly output?: string;
}

export const diffCommand: CommandDefinition = {
  name: "diff",
  summary: "Say what differs between two plans: totals, limits, hardware, and every layer, the largest change first.",
  examples: [
    {
      does: "On the screen",
      command: "mortise diff examples/residual.plan.json examples/residual-npu-128.plan.json",
    },
    {
      does: "For programs, all of it",
      command: "mortise diff examples/residual.plan.json examples/residual-npu-128.plan.json --json",
    },
    {
      does: "As a page, with both loop nests of every layer",
      command: "mortise diff examples/residual.plan.json examples/residual-npu-128.plan.json -o diff.html",
    },
  ],
  declare(command, perform) {
    command
      .argument("<before>", "plan.json, or the folder that it lies in")
      .argument("<after>", "the plan to compare with it")
      .option("--json", "as JSON: the same plans give the same bytes")
      .option("-o, --output <file>", "as a report instead, in the form that the name ends in: html, md, json or pdf")
      .action((before: string, after: string, options: Options) =>
        perform(session => diff([before, after], options, session)),
      );
  },
};

const diff = async (
  files: readonly [string, string],
  { json, output }: Options,
  { host }: Session,
): Promise<ExitCode> => {
  const { readPlanFile } = await import("../read-plan-file.ts");
  const { diffPlans, hasTurnedBad } = await import("../../codegen/diff/diff-plans.ts");
  const [before, after] = allOf(
    () => readPlanFile(files[0]),
    () => readPlanFile(files[1]),
  );
  const found = diffPlans(before.plan, after.plan);
  if (output !== undefined) {
    const { diffReport } = await import("../../codegen/diff/diff-report.ts");
    const { writeReport } = await import("../write-report.ts");
    await writeReport(diffReport(found, files), { output }, ".", host);
  } else if (json === true) {
    const { stringifyJson } = await import("../../support/stable-json.ts");
    host.stdout.write(stringifyJson(found));
  } else {
    const { diffText } = await import("../../codegen/diff/text.ts");
    host.stdout.write(diffText(found, files));
  }
  return hasTurnedBad(found) ? exitCodes.limitsMissed : exitCodes.done;
};
