/** `mortise targets`: the machines that have a name. */
import type { Target } from "../../accelerators/targets.ts";
import type { CommandDefinition } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { listing } from "../table.ts";

export const targetsCommand: CommandDefinition = {
  name: "targets",
  summary: "List the machines that compile knows by name.",
  examples: [
    { does: "A table for people", command: "mortise targets" },
    { does: "All parameters, for programs", command: "mortise targets --json" },
  ],
  declare(command, perform) {
    command.option("--json", "print JSON").action((options: { readonly json?: boolean }) =>
      perform(async ({ host }) => {
        const { targets } = await import("../../accelerators/targets.ts");
        const { stringifyJson } = await import("../../support/stable-json.ts");
        host.stdout.write(options.json === true ? stringifyJson(targets) : tableOf(targets));
        return exitCodes.done;
      }),
    );
  },
};

const tableOf = (targets: readonly Target[]): string =>
  listing(
    ["target", "template", "technology", "memory", "what it is"],
    targets.map(({ name, template, technology, dram, summary }) => [name, template, technology, dram, summary]),
  );
