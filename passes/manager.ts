/** Runs pipelines: verifies every step, measures it, and remembers which layer vanished where and why. */
import type { Graph } from "../ir/graph.ts";
import { verifyGraph } from "../ir/verify.ts";
import { formatDiagnostic, InternalError } from "../support/diagnostic.ts";
import { requireHonesty } from "./honesty.ts";
import { passes } from "./index.ts";
import type { Pass } from "./pass.ts";
import type { Pipeline, Step } from "./pipelines.ts";

export interface PassStatistics {
  readonly pass: string;
  readonly changed: boolean;
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  /** By the clock given; 0 without one. */
  readonly milliseconds: number;
}

/** A layer of the user's that stands behind no node any more. */
export interface GoneLayer {
  readonly origin: string;
  readonly pass: string;
  /** The pass's `whyGone`. */
  readonly why: string;
}

export interface PipelineResult {
  readonly graph: Graph;
  /** One entry per run of a pass, in order. */
  readonly statistics: readonly PassStatistics[];
  /** In the order in which they vanished, each once. */
  readonly gone: readonly GoneLayer[];
}

export interface RunOptions {
  /** Milliseconds from any start; without one, times are 0. */
  readonly clock?: () => number;
  /** Called with the graph after every run of a pass: for `--print-after` and for progress. */
  readonly afterPass?: (pass: string, graph: Graph) => void;
  /** Also check that a pass returns the same object exactly when nothing changed: what tests ask for. */
  readonly checkHonesty?: boolean;
}

export interface PassRun {
  readonly graph: Graph;
  readonly statistics: PassStatistics;
  readonly gone: readonly GoneLayer[];
}

/**
 * Runs a pipeline on a valid graph.
 * @throws InternalError where the graph given is invalid, or a pass breaks it, or (with `checkHonesty`) lies about having changed it.
 */
export const runPipeline = (graph: Graph, { steps }: Pipeline, options: RunOptions = {}): PipelineResult => {
  requireValid(graph, "the graph is invalid before the first pass");
  const statistics: PassStatistics[] = [];
  const gone: GoneLayer[] = [];
  const run = (before: Graph, pass: Pass): Graph => {
    const result = runPass(before, pass, options);
    statistics.push(result.statistics);
    for (const layer of result.gone) gone.push(layer);
    return result.graph;
  };
  let current = graph;
  for (const step of steps) current = runStep(current, step, run);
  return { graph: current, statistics, gone };
};

/** As often as the step says, or until a whole round changes nothing. The graph is valid after any number of rounds. */
const runStep = (graph: Graph, step: Step, run: (graph: Graph, pass: Pass) => Graph): Graph => {
  if (typeof step === "string") return run(graph, passes[step]);
  let current = graph;
  for (let round = 0; round < step.atMost; round++) {
    const before = current;
    for (const name of step.untilStable) current = run(current, passes[name]);
    if (current === before) break;
  }
  return current;
};

/** One pass, measured and verified; `before` must be valid. */
export const runPass = (before: Graph, pass: Pass, options: RunOptions = {}): PassRun => {
  const start = options.clock?.() ?? 0;
  const graph = pass.run(before);
  const milliseconds = (options.clock?.() ?? 0) - start;
  if (graph !== before) requireValid(graph, `pass ${pass.name} breaks the graph`);
  if (options.checkHonesty === true) requireHonesty(pass.name, before, graph);
  options.afterPass?.(pass.name, graph);
  const counts = { nodesBefore: before.nodes.length, nodesAfter: graph.nodes.length };
  const statistics = { pass: pass.name, changed: graph !== before, ...counts, milliseconds };
  return { graph, statistics, gone: vanished(before, graph, pass) };
};

const requireValid = (graph: Graph, complaint: string): void => {
  const faults = verifyGraph(graph);
  if (faults.length > 0) throw new InternalError([`${complaint}:`, ...faults.map(formatDiagnostic)].join("\n"));
};

const vanished = (before: Graph, after: Graph, { name, whyGone }: Pass): GoneLayer[] => {
  if (before === after) return [];
  const left = originsOf(after);
  return [...originsOf(before)]
    .filter(origin => !left.has(origin))
    .map(origin => ({ origin, pass: name, why: whyGone }));
};

const originsOf = (graph: Graph): ReadonlySet<string> => new Set(graph.nodes.flatMap(node => node.origins));
