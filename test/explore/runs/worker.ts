/**
 * A process that serves a queue with analytic problems, for tests that kill it: `worker.ts ADDRESS THREADS MILLISECONDS`, where an
 * evaluation that takes longer is given up.
 */
import { serve } from "../../../explore/runs/queue/serve.ts";
import { program, quickTiming, threads } from "./running.ts";

const [address = "", count = "1", mostMilliseconds = "60000"] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const pool = threads(Number(count), Number(mostMilliseconds));
await serve({
  address,
  program,
  name: `process ${process.pid}`,
  pool,
  threads: Number(count),
  clock: () => performance.now(),
  stop: stop.signal,
  onReady: () => console.log("ready"),
  onDone: () => undefined,
  timing: quickTiming,
});
await pool.close();
