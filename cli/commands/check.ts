/** `mortise check`: is a specification right, what is open in it, and can this version run it? */
import { sizeOf } from "../../explore/spec/domain.ts";
import type { Spec, SpecTarget } from "../../explore/spec/spec.ts";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import { formatWhole } from "../../support/digits.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { printDiagnostics } from "../diagnostics.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { loadSpec } from "../load-spec.ts";

export const checkCommand: CommandDefinition = {
  name: "check",
  summary: "Check specifications, and say what is open in them.",
  examples: [
    {
      does: "Names, quantities, ranges and files, all faults at once",
      command: "mortise check examples/camera.mortise",
    },
  ],
  declare(command, perform) {
    command
      .argument("<spec...>", "specifications (.mortise, or .json)")
      .action((files: string[]) => perform(session => checkFiles(files, session)));
  },
};

const checkFiles = async (files: readonly string[], { host }: Session): Promise<ExitCode> => {
  const { unrunnableParts } = await import("../../explore/spec/runnable.ts");
  const faults: Diagnostic[] = [];
  for (const file of new Set(files)) {
    try {
      const { spec, places } = await loadSpec(file);
      // The file is right; that an engine is missing is no fault of it.
      const missing = unrunnableParts(spec, places).map(part => ({ ...part, severity: "warning" }) as const);
      printDiagnostics(missing, host);
      host.stdout.write(`${file}: ${summaryOf(spec)}${missing.length > 0 ? "; this version can't run it" : ""}\n`);
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      for (const diagnostic of error.diagnostics) faults.push(diagnostic);
    }
  }
  printDiagnostics(faults, host);
  return faults.length > 0 ? exitCodes.inputAtFault : exitCodes.done;
};

const summaryOf = ({ networks, target, quantize, limits, objectives }: Spec): string => {
  const precisions = [quantize.weights, quantize.activations].map(domain =>
    domain === undefined ? 1 : sizeOf(domain),
  );
  const designs = [...hardwareChoices(target), ...precisions].reduce((product, size) => product * size, 1);
  return [
    `${counted(networks.length, "network")} on ${target.kind}`,
    designs === 1 ? "nothing open" : `${formatWhole(designs)} designs`,
    counted(limits.length, "limit"),
    counted(objectives.length, "objective"),
  ].join(", ");
};

/** In how many ways each open part can be chosen. */
const hardwareChoices = (target: SpecTarget): readonly number[] =>
  target.kind === "asic"
    ? target.accelerators.flatMap(({ template, parameters }) => [
        sizeOf(template),
        ...Object.values(parameters).map(sizeOf),
      ])
    : [];

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
