/** `mortise passes`: what can be done to a network, and in which order `compile` does it. */
import type { CommandDefinition } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { listing } from "../table.ts";

export const passesCommand: CommandDefinition = {
  name: "passes",
  summary: "List the passes and the pipelines made of them.",
  examples: [{ does: "What can stand after --passes", command: "mortise passes" }],
  declare(command, perform) {
    command.action(() =>
      perform(async ({ host }) => {
        const { passes } = await import("../../passes/index.ts");
        const { pipelines } = await import("../../passes/pipelines.ts");
        host.stdout.write(listing(["pass", "what it does"], rowsOf(passes)));
        host.stdout.write(`\n${listing(["pipeline", "what it is for"], rowsOf(pipelines))}`);
        return exitCodes.done;
      }),
    );
  },
};

const rowsOf = (entries: Readonly<Record<string, Entry>>): readonly (readonly string[])[] =>
  Object.values(entries).map(({ name, summary }) => [name, summary]);

interface Entry {
  readonly name: string;
  readonly summary: string;
}
