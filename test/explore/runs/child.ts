/** A process that begins or goes on with a run, for tests that kill it: `child.ts FOLDER WORKERS`. */
import { hasRun } from "../../../explore/runs/store/database.ts";
import { RunStore } from "../../../explore/runs/store/run-store.ts";
import { analytic } from "./analytic.ts";
import { inline, runToEnd, settingsOf } from "./running.ts";

const [folder = "", workers = "1"] = process.argv.slice(2);
const problem = analytic({ choices: 4, values: 6 });
const store = hasRun(folder)
  ? RunStore.resume(folder)
  : RunStore.begin(folder, { identity: "test", program: "0" }, [settingsOf(problem), settingsOf(problem, { seed: 2 })]);
await runToEnd(store, inline(Number(workers), 10));
