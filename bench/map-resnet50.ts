/**
 * One process of `npm run bench`: maps each distinct convolution of ResNet-50, and its last matrix product, onto a machine, or sweeps mappings of one of them, with
 * the built program, and prints what it took as JSON.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as exactMap from "../mapping/exact/map.ts";
import type * as exactProblem from "../mapping/exact/problem.ts";
import type * as exactSweep from "../mapping/exact/sweep.ts";
import type * as network from "../accelerators/validation/resnet50.ts";
import type * as timeloopMachines from "../accelerators/validation/timeloop-machines.ts";
import type * as namedTargets from "../accelerators/targets.ts";
import type * as workloads from "../mapping/workload.ts";
import type { Contraction, Workload } from "../mapping/workload.ts";

export interface MappingUsage {
  /** CPU seconds of each layer, in the network's order. */
  readonly seconds: readonly number[];
  /** True where every front is proven. */
  readonly exact: boolean;
  readonly peakBytes: number;
  /** Whole mappings, each with latency and energy, per CPU second. */
  readonly sweptPerSecond: number;
}

const built = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(join(import.meta.dirname, "../dist", file)).href)) as T;

const { mapExactly } = await built<typeof exactMap>("mapping/exact/map.js");
const { problemOf } = await built<typeof exactProblem>("mapping/exact/problem.js");
const { sweep } = await built<typeof exactSweep>("mapping/exact/sweep.js");
const { resnet50 } = await built<typeof network>("accelerators/validation/resnet50.js");
const { eyerissLike } = await built<typeof timeloopMachines>("accelerators/validation/timeloop-machines.js");
const { buildAccelerator, targetNamed } = await built<typeof namedTargets>("accelerators/targets.js");
const { workloadKey } = await built<typeof workloads>("mapping/workload.js");

const machineNamed = (name: string) => {
  const target = targetNamed(name);
  return target === undefined ? eyerissLike : buildAccelerator(target).architecture;
};

const isContraction = (workload: Workload): workload is Contraction => workload.kind === "contraction";

const distinct = (): readonly Contraction[] =>
  resnet50
    .filter(isContraction)
    .filter((layer, i, all) => all.findIndex(each => workloadKey(each) === workloadKey(layer)) === i);

const secondsOf = (action: () => void): number => {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** Enough for seconds. */
const mappingsSwept = 2e7;

const architecture = machineNamed(process.argv[2] ?? "");
let exact = true;
const seconds = distinct().map(layer =>
  secondsOf(() => {
    const result = mapExactly(layer, architecture);
    exact &&= result.feasible && result.search.exact;
  }),
);
const peakBytes = process.resourceUsage().maxRSS * 1024;
let costed = 0;
const sweeping = secondsOf(() => {
  const [, , layer] = distinct();
  if (layer !== undefined) ({ costed } = sweep(problemOf(layer, architecture, "imperfect"), mappingsSwept));
});
const usage: MappingUsage = { seconds, exact, peakBytes, sweptPerSecond: costed / sweeping };
process.stdout.write(JSON.stringify(usage));
