/** A worker in a process of its own that serves sleeping evaluations: `sleeping-worker.ts ADDRESS THREADS`. */
import { serve } from "../explore/runs/queue/serve.ts";
import { benchProgram, sleepingThreads } from "./sleeping-threads.ts";

const [address = "", count = "1"] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const threads = Number(count);
const pool = sleepingThreads(threads);
await serve({
  address,
  program: benchProgram,
  name: `process ${process.pid}`,
  pool,
  threads,
  clock: () => performance.now(),
  stop: stop.signal,
  onReady: () => console.log("ready"),
  onDone: () => undefined,
});
await pool.close();
const { user, system } = process.cpuUsage();
console.log(String((user + system) / 1e6));
