/** `mortise validate`: how far the models are from what others have measured, simulated or published. */
import type { Validation } from "../../accelerators/validation/validation.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { unknownValidation } from "../messages.ts";
import { startProgress } from "../progress.ts";

export const validateCommand: CommandDefinition = {
  name: "validate",
  summary: "Set the models beside published numbers, row by row, with errors and tolerances.",
  examples: [
    { does: "All validations; exit with 1 where a tolerance is exceeded", command: "mortise validate" },
    { does: "One of them", command: "mortise validate timeloop" },
  ],
  declare(command, perform) {
    command
      .argument("[names...]", "validations to run (default: all)")
      .action((names: readonly string[]) => perform(session => validate(names, session)));
  },
};

const validate = async (names: readonly string[], { host }: Session): Promise<ExitCode> => {
  const chosen = await validationsNamed(names);
  const { verdictOf } = await import("../../accelerators/validation/validation.ts");
  const { validationText } = await import("../validation-report.ts");
  const progress = startProgress(host);
  let exitCode: ExitCode = exitCodes.done;
  try {
    for (const [i, validation] of chosen.entries()) {
      progress.step(`validating against ${validation.name}`);
      const rows = validation.rows();
      progress.end();
      host.stdout.write(`${i === 0 ? "" : "\n"}${validationText(validation, rows)}`);
      if (rows.some(row => verdictOf(row) === "exceeded")) exitCode = exitCodes.toleranceExceeded;
    }
  } finally {
    progress.end();
  }
  return exitCode;
};

/** @throws CompileError with every name that there is not. */
const validationsNamed = async (names: readonly string[]): Promise<readonly Validation[]> => {
  const { validations } = await import("../../accelerators/validation/index.ts");
  const all: readonly Validation[] = Object.values(validations);
  const known = all.map(({ name }) => name);
  const strangers = names.filter(name => !known.includes(name));
  if (strangers.length > 0) throw new CompileError(strangers.map(name => unknownValidation(name, known)));
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
};
