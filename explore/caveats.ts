/** What a reader must know before believing the numbers: assumptions and warnings of a plan. */
import type { PlanWarning } from "../accelerators/plan.ts";
import { isFloat } from "../ir/dtype.ts";
import type { Graph } from "../ir/graph.ts";
import type { Diagnostic } from "../support/diagnostic.ts";
import type { NetworkChoice } from "./choose-network.ts";
import type { FittedNetwork } from "./fit-network.ts";
import type { Machine } from "./machine.ts";

/** What an importer tells of a model beside its graph. */
export interface SourceModel {
  /** Every node of the file. */
  readonly sourceNodes: readonly { readonly name: string; readonly opType: string }[];
  readonly boundSymbols: readonly { readonly symbol: string; readonly value: number }[];
  readonly warnings: readonly Diagnostic[];
  /** Why nodes left nothing in the graph, by their names. */
  readonly eliminated: ReadonlyMap<string, string>;
  readonly unsupported: readonly { readonly name: string; readonly reason: string }[];
}

export const assumptionsOf = (
  graph: Graph,
  { name, precision, accelerator }: Machine,
  staying: Pick<FittedNetwork, "home"> & Pick<NetworkChoice, "arena" | "isComplete">,
): readonly string[] => {
  const { weightBits, activationBits, accumulatorBits } = precision;
  const backing = accelerator.architecture.levels[0]?.name ?? "memory";
  const residency = residencyText(backing, staying);
  return hasFloats(graph)
    ? [
        `float tensors are costed at int${weightBits} weights and int${activationBits} activations with ${accumulatorBits}-bit accumulators, the precision that ${name} assumes; no quantization has been calibrated.`,
        residency,
      ]
    : [residency];
};

const residencyText = (
  backing: string,
  { home, arena, isComplete }: Pick<FittedNetwork, "home"> & Pick<NetworkChoice, "arena" | "isComplete">,
): string => {
  const count = arena.placements.length;
  const left = isComplete ? "" : "; which of them, was chosen among a part of all possibilities";
  if (home === undefined || count === 0)
    return `layers run one after another, and every activation goes to ${backing} and comes back${left}.`;
  const level = home.level.name;
  return `layers run one after another; ${count} ${count === 1 ? "activation stays" : "activations stay"} in ${level} from the layer that writes ${count === 1 ? "it" : "each"} to its last reader, beside the tiles of the layers between, and all others go to ${backing} and come back${left}.`;
};

const hasFloats = ({ inputs, nodes }: Graph): boolean =>
  [...inputs, ...nodes.flatMap(({ results }) => results)].some(({ type }) => isFloat(type.dtype));

export const warningsOf = ({ warnings, unsupported }: SourceModel): readonly PlanWarning[] => [
  ...warnings.map(({ code, message }) => ({ code, message })),
  ...(unsupported.length === 0 ? [] : [uncosted(unsupported.map(({ name }) => name))]),
];

const uncosted = (names: readonly string[]): PlanWarning => ({
  code: "PLAN_UNSUPPORTED",
  message: `${names.length === 1 ? "one node" : `${names.length} nodes`} could not be mapped and ${names.length === 1 ? "is" : "are"} left out of all totals and limits: ${abridged(names)}`,
});

const abridged = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
