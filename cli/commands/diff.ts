/** `mortise diff`: what changed between two plans, in design and numbers. */
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";

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
  ],
  declare(command, perform) {
    command
      .argument("<before>", "plan.json, or the folder that it lies in")
      .argument("<after>", "the plan to compare with it")
      .option("--json", "as JSON: the same plans give the same bytes")
      .action((before: string, after: string, options: { readonly json?: boolean }) =>
        perform(session => diff([before, after], options.json === true, session)),
      );
  },
};

const diff = async (files: readonly [string, string], isJson: boolean, { host }: Session): Promise<ExitCode> => {
  const { readPlanFile } = await import("../read-plan-file.ts");
  const { diffPlans, hasTurnedBad } = await import("../../codegen/diff/diff-plans.ts");
  const [before, after] = allOf(
    () => readPlanFile(files[0]),
    () => readPlanFile(files[1]),
  );
  const found = diffPlans(before.plan, after.plan);
  if (isJson) {
    const { stringifyJson } = await import("../../support/stable-json.ts");
    host.stdout.write(stringifyJson(found));
  } else {
    const { diffText } = await import("../../codegen/diff/text.ts");
    host.stdout.write(diffText(found, files));
  }
  return hasTurnedBad(found) ? exitCodes.limitsMissed : exitCodes.done;
};
