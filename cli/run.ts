/** Runs one command line and says with which code to exit. Every way to fail ends here, in words for the user. */
import { Command, CommanderError } from "commander";
import type { Graph } from "../ir/graph.ts";
import { CompileError } from "../support/diagnostic.ts";
import type { CommandDefinition, Example, Perform, Session } from "./command.ts";
import { commands } from "./commands/index.ts";
import { printDiagnostics } from "./diagnostics.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { reportFault } from "./report-fault.ts";
import { version } from "./version.ts";

/** Never throws. `commandLine` is what stands after the program's name. */
export const run = async (commandLine: readonly string[], host: Host): Promise<ExitCode> => {
  let graph: Graph | undefined;
  let exitCode: ExitCode = exitCodes.done;
  const session: Session = { host, commandLine, noteGraph: current => (graph = current) };
  const perform = async (action: (session: Session) => Promise<ExitCode>): Promise<void> => {
    exitCode = await action(session);
  };
  try {
    await programOf(host, perform).parseAsync(commandLine, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.inputAtFault;
    if (error instanceof CompileError) {
      printDiagnostics(error.diagnostics, host);
      return exitCodes.inputAtFault;
    }
    await reportFault(error, host, commandLine, graph);
    return exitCodes.ownFault;
  }
};

const programOf = (host: Host, perform: Perform): Command => {
  const program = new Command("mortise")
    .description(
      "Fits neural networks and hardware to each other: a trained model goes in, a deployment plan comes out.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => host.stdout.write(text),
      writeErr: text => host.stderr.write(text),
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const definition of Object.values(commands)) declare(program, definition, perform);
  return program.addHelpText("after", examplesText(Object.values(commands).map(({ examples }) => examples[0])));
};

const declare = (program: Command, definition: CommandDefinition, perform: Perform): void => {
  const command = program
    .command(definition.name)
    .description(definition.summary)
    .helpOption("-h, --help", "print help")
    .addHelpText("after", examplesText(definition.examples));
  definition.declare(command, perform);
};

const examplesText = (examples: readonly Example[]): string =>
  ["", "Examples:", ...examples.flatMap(({ does, command }) => [`  # ${does}`, `  ${command}`])].join("\n");
