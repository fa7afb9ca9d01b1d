/** `mortise explore`: searches what specifications leave open, designs by the thousand, in a folder that any interruption leaves whole. */
import { basename, extname, join } from "node:path";
import { CompileError } from "../../support/diagnostic.ts";
import type { CommandDefinition } from "../command.ts";
import { defaultTimeLimit } from "../evaluation-threads.ts";
import type { ExploreOptions } from "../explore.ts";
import { resumeWithoutRun } from "../run-messages.ts";

export const exploreCommand: CommandDefinition = {
  name: "explore",
  summary: "Search networks, precision and machines together, one design after another.",
  examples: [
    {
      does: "Search two specifications in one run",
      command: "mortise explore examples/camera.mortise examples/tiny-nas.mortise -o runs/both --budget 10",
    },
    {
      does: "Compare with networks first, hardware first, and chance, at the same budget",
      command:
        "mortise explore examples/tiny-nas.mortise -o runs/compared --budget 10 --baseline nas-then-asic,asic-then-nas,random",
    },
    { does: "Go on with a run that was interrupted", command: "mortise explore --resume -o runs/both" },
  ],
  declare(command, perform) {
    command
      .argument("[spec...]", "specifications (.mortise, or .json)")
      .option("-o, --output <folder>", "the run's folder (default: runs/SPEC)")
      .option("--resume", "go on with the run in the folder; its result is as if it had never stopped")
      .option("--budget <number>", "designs to evaluate per specification (default: the specification's, or 1000)")
      .option("--seed <number>", "fixes every choice (default: the specification's)")
      .option("--strategy <name>", "how to search (default: the specification's, or linas)")
      .option("--baseline <names>", "search with these strategies too, at the same budget, to compare with")
      .option("--workers <number>", "threads (default: one per core)")
      .option("--time-limit <seconds>", "give up a design whose evaluation takes longer", defaultTimeLimit)
      .option("--queue <address>", "let workers at this Redis evaluate, as in redis://HOST:6379 (see mortise worker)")
      .option("--no-cache", "neither use nor keep the mappings that runs have found")
      .action((specs: string[], options: Omit<ExploreOptions, "output"> & { output?: string }) =>
        perform(async session => {
          if (options.resume === true && options.output === undefined && specs.length === 0)
            throw new CompileError([resumeWithoutRun()]);
          const { explore } = await import("../explore.ts");
          const [first = ""] = specs;
          return explore(specs, { ...options, output: options.output ?? join("runs", nameOf(first)) }, session);
        }),
      );
  },
};

const nameOf = (file: string): string => basename(file, extname(file));
