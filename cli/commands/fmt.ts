/** `mortise fmt`: specifications in their canonical form. */
import { basename, dirname } from "node:path";
import { CompileError } from "../../support/diagnostic.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { printDiagnostics } from "../diagnostics.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";
import { jsonIsNotFormatted, notFormatted } from "../messages.ts";
import { quoteArgument } from "../quote-argument.ts";

interface Options {
  readonly check?: boolean;
}

export const fmtCommand: CommandDefinition = {
  name: "fmt",
  summary: "Bring specifications into canonical form, with their comments.",
  examples: [
    { does: "Rewrite files that are not in canonical form", command: "mortise fmt examples/camera.mortise" },
    {
      does: "Only say which are not, and exit with 1 where there are such",
      command: "mortise fmt --check examples/camera.mortise examples/two-networks.mortise",
    },
  ],
  declare(command, perform) {
    command
      .argument("<spec...>", "specifications (.mortise)")
      .option("--check", "write nothing; exit with 1 where a file is not in canonical form")
      .action((files: string[], options: Options) => perform(session => formatFiles(files, options, session)));
  },
};

/** Nothing is written before every file is known to be right. */
const formatFiles = async (
  files: readonly string[],
  { check = false }: Options,
  { host }: Session,
): Promise<ExitCode> => {
  const { readSpecText } = await import("../read-model.ts");
  const { formatSpec } = await import("../../explore/spec/read-spec.ts");
  const texts = allOf(
    ...[...new Set(files)].map(file => () => {
      if (file.endsWith(".json")) throw new CompileError([jsonIsNotFormatted(file)]);
      const text = readSpecText(file);
      return { file, text, formatted: formatSpec(file, text) };
    }),
  );
  const changed = texts.filter(({ text, formatted }) => text !== formatted);
  if (check)
    printDiagnostics(
      changed.map(({ file }) => notFormatted(file, quoteArgument(file))),
      host,
    );
  else await rewrite(changed);
  const rest = texts.length - changed.length;
  if (!check) for (const { file } of changed) host.stdout.write(`${file}: rewritten\n`);
  if (rest > 0) host.stdout.write(`${rest} ${rest === 1 ? "file is" : "files are"} in canonical form\n`);
  return check && changed.length > 0 ? exitCodes.inputAtFault : exitCodes.done;
};

/** A link stays a link: what it leads to is rewritten. */
const rewrite = async (changed: readonly { readonly file: string; readonly formatted: string }[]): Promise<void> => {
  const { realpathSync } = await import("node:fs");
  const { writeFolder } = await import("../write-folder.ts");
  for (const { file, formatted } of changed) {
    const path = realpathSync(file);
    writeFolder(dirname(path), new Map([[basename(path), formatted]]));
  }
};
