/** Which layers of a network a command is about: those that the user named, or every contraction; equal ones once. */
import type { Step } from "../explore/lower-network.ts";
import { type Workload, workloadKey } from "../mapping/workload.ts";
import { CompileError } from "../support/diagnostic.ts";
import { unknownLayer } from "./messages.ts";

/** Layers that any machine maps alike. */
export interface LayerGroup {
  readonly names: readonly [string, ...string[]];
  readonly workload: Workload;
}

/** Every contraction. */
export const contractionsOf = (steps: readonly Step[]): readonly LayerGroup[] =>
  grouped(layersOf(steps).filter(({ workload }) => workload.kind === "contraction"));

/**
 * The layers of that name, or behind which a node of that name stands.
 * @throws CompileError where there is none.
 */
export const layersNamed = (steps: readonly Step[], wanted: string): readonly LayerGroup[] => {
  const layers = layersOf(steps);
  const exact = layers.filter(({ name }) => name === wanted);
  const found = exact.length > 0 ? exact : layers.filter(({ origins }) => origins.includes(wanted));
  if (found.length > 0) return grouped(found);
  const free = steps.find(({ node, free: reason }) => reason !== undefined && node.origins.includes(wanted))?.free;
  throw new CompileError([
    unknownLayer(wanted, free, [...new Set(layers.flatMap(({ name, origins }) => [name, ...origins]))]),
  ]);
};

interface Layer {
  readonly name: string;
  readonly origins: readonly string[];
  readonly workload: Workload;
}

const layersOf = (steps: readonly Step[]): readonly Layer[] =>
  steps.flatMap(({ node, workloads }) => workloads.map(named => ({ ...named, origins: node.origins })));

const grouped = (layers: readonly Layer[]): readonly LayerGroup[] => {
  const groups = new Map<string, LayerGroup>();
  for (const { name, workload } of layers) {
    const key = workloadKey(workload);
    const before = groups.get(key);
    groups.set(key, { names: before === undefined ? [name] : [...before.names, name], workload });
  }
  return [...groups.values()];
};
