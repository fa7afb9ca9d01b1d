/** `mortise worker`: evaluates designs for runs on other machines, until it is stopped. */
import { hostname } from "node:os";
import type { JobResult } from "../../explore/runs/queue/job.ts";
import { formatWhole } from "../../support/digits.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { defaultTimeLimit, startThreads, threadCount, type ThreadOptions, timeLimitOf } from "../evaluation-threads.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";

interface Options extends ThreadOptions {
  readonly queue: string;
}

export const workerCommand: CommandDefinition = {
  name: "worker",
  summary: "Evaluate designs for runs that use a queue, until interrupted.",
  examples: [
    {
      does: "Serve all runs that use this Redis; mortise explore --queue hands designs in",
      command: "mortise worker --queue redis://127.0.0.1:6379",
      needs: "a Redis",
    },
  ],
  declare(command, perform) {
    command
      .requiredOption("--queue <address>", "the Redis of the runs, as in redis://HOST:6379")
      .option("--workers <number>", "threads (default: one per core)")
      .option("--time-limit <seconds>", "give up a design whose evaluation takes longer", defaultTimeLimit)
      .option("--no-cache", "neither use nor keep the mappings that runs have found")
      .action((options: Options) => perform(session => work(options, session)));
  },
};

const work = async (options: Options, { host }: Session): Promise<ExitCode> => {
  const [threads, limitSeconds] = allOf(
    () => threadCount(options),
    () => timeLimitOf(options),
  );
  const { serve } = await import("../../explore/runs/queue/serve.ts");
  const { programIdentity } = await import("../program-identity.ts");
  const pool = await startThreads(host, threads, limitSeconds, options.cache);
  const stop = new AbortController();
  const restore = host.onInterrupt(() => {
    host.stderr.write("Stopping when what is under way is done; interrupt again to stop now.\n");
    stop.abort();
  });
  let done = 0;
  let failed = 0;
  try {
    await serve({
      address: options.queue,
      program: programIdentity(),
      name: `${hostname()} process ${process.pid}`,
      pool,
      threads,
      clock: () => host.clock(),
      stop: stop.signal,
      onReady: address => host.stderr.write(`Serving ${address} with ${threads} thread${threads === 1 ? "" : "s"}\n`),
      onDone: (result: JobResult) => {
        done++;
        if ("fault" in result) failed++;
      },
    });
  } finally {
    restore();
    await pool.close();
  }
  host.stdout.write(
    `${formatWhole(done)} designs evaluated${failed > 0 ? `, ${formatWhole(failed)} of them failed` : ""}\n`,
  );
  return exitCodes.done;
};
