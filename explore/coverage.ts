/** What became of every node of the model file: nothing is dropped in silence. */
import type { PlanCoverage } from "../accelerators/plan.ts";
import { InternalError } from "../support/diagnostic.ts";

/** Everything that a source node can end as, by its name. A node may appear in several places; the first below counts. */
export interface Fates {
  /** Why the importer could not map it. */
  readonly unsupported: ReadonlyMap<string, string>;
  /** Layers of the plan that carry it among their origins. */
  readonly layers: ReadonlyMap<string, readonly CoveringLayer[]>;
  /** Why its nodes in the graph cost nothing. */
  readonly free: ReadonlyMap<string, string>;
  /** Why the importer left nothing of it in the graph. */
  readonly eliminated: ReadonlyMap<string, string>;
  /** The pass after which nothing of it was left, and why. */
  readonly gone: ReadonlyMap<string, { readonly pass: string; readonly why: string }>;
}

export interface CoveringLayer {
  readonly name: string;
  readonly isContraction: boolean;
  /** Of the layer; more than one where nodes were fused. */
  readonly originCount: number;
  /** Why the machine cannot run it, where it cannot. */
  readonly misfit: string | undefined;
  /** What became of it, where the machine has no PE array and no vector unit. */
  readonly fate?: string | undefined;
}

/**
 * One entry per source node, in their order.
 * @throws InternalError where a node is nowhere to be found.
 */
export const coverageOf = (
  network: string,
  sourceNodes: readonly { readonly name: string; readonly opType: string }[],
  fates: Fates,
): readonly PlanCoverage[] => {
  const covered = sourceNodes.map(({ name, opType }) => ({ name, opType, fate: fateOf(name, fates) }));
  const lost = covered.filter(({ fate }) => fate === undefined).map(({ name, opType }) => `${name} (${opType})`);
  if (lost.length > 0) throw new InternalError(`source nodes lost on the way to the plan: ${lost.join(", ")}`);
  return covered.flatMap(({ name, opType, fate }) =>
    fate === undefined ? [] : [{ network, node: name, op: opType, ...fate }],
  );
};

type Fate = Pick<PlanCoverage, "status" | "reason" | "layers">;

const fateOf = (name: string, { unsupported, layers, free, eliminated, gone }: Fates): Fate | undefined => {
  const refusal = unsupported.get(name);
  if (refusal !== undefined) return { status: "unsupported", reason: refusal, layers: [] };
  const covering = layers.get(name);
  if (covering !== undefined && covering.length > 0) return fateAmong(covering);
  const reason = free.get(name) ?? eliminated.get(name);
  if (reason !== undefined) return { status: "free", reason, layers: [] };
  const vanished = gone.get(name);
  if (vanished === undefined) return undefined;
  return { status: "free", reason: `gone by pass ${vanished.pass}: ${vanished.why}`, layers: [] };
};

const fateAmong = (layers: readonly CoveringLayer[]): Fate => {
  const names = layers.map(({ name }) => name);
  const misfit = layers.find(layer => layer.misfit !== undefined)?.misfit;
  if (misfit !== undefined) return { status: "unsupported", reason: misfit, layers: names };
  const main = layers.find(({ isContraction }) => isContraction) ?? layers[0];
  const isContraction = main?.isContraction === true;
  const reason =
    main !== undefined && main.originCount > 1
      ? `fused into ${main.name}`
      : (main?.fate ?? `on the ${isContraction ? "PE array" : "vector unit"}`);
  return { status: isContraction ? "mapped" : "vector", reason, layers: names };
};
