/** `mortise best`: what a run has found so far, for people or for programs. */
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";

export const bestCommand: CommandDefinition = {
  name: "best",
  summary: "Show the best designs that a run has found.",
  examples: [
    { does: "The front of each search, with the names that compile --from takes", command: "mortise best runs/both" },
    { does: "The same for programs, all of it", command: "mortise best runs/both --json" },
  ],
  declare(command, perform) {
    command
      .argument("<run>", "the folder that mortise explore wrote")
      .option("--json", "as JSON: the same run gives the same bytes")
      .action((run: string, options: { readonly json?: boolean }) =>
        perform(session => showBest(run, options.json === true, session)),
      );
  },
};

const showBest = async (run: string, isJson: boolean, { host }: Session): Promise<ExitCode> => {
  const { readFindings } = await import("../read-run.ts");
  const findings = readFindings(run, true);
  if (isJson) {
    const { findingsJson } = await import("../../explore/runs/findings-json.ts");
    const { stringifyJson } = await import("../../support/stable-json.ts");
    host.stdout.write(stringifyJson(findingsJson(findings)));
  } else {
    const { findingsReport } = await import("../findings-report.ts");
    host.stdout.write(findingsReport(findings));
  }
  return exitCodes.done;
};
