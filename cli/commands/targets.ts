/** `mortise targets`: the machines that have a name. */
import type { NamedDevice } from "../../accelerators/device.ts";
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
        const { namedDevices } = await import("../../accelerators/devices.ts");
        host.stdout.write(
          options.json === true
            ? stringifyJson([...targets, ...namedDevices.map(partsOf)])
            : `${tableOf(targets)}\n${deviceTable(namedDevices)}`,
        );
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

/** What of a device is no function. */
const partsOf = ({ name, title, kind, summary, technology, memory }: NamedDevice) => ({
  name,
  title,
  kind,
  summary,
  technology,
  memory,
});

const deviceTable = (devices: readonly NamedDevice[]): string =>
  listing(
    ["device", "in specifications", "process", "memory", "what it is"],
    devices.map(({ name, title, kind, technology, memory, summary }) => [
      name,
      `${kind} "${title}"`,
      technology,
      memory,
      summary,
    ]),
  );
