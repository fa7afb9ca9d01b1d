/**
 * Fuses drafts of layers as the passes fuse-residual-add and fuse-activations fuse nodes, but before there is a graph: a search makes
 * thousands of networks, and passes would be most of its work.
 */
import type { Attributes } from "../../../ir/attributes.ts";
import type { OpName } from "../../../ir/ops/index.ts";

export interface DraftWeight {
  readonly suffix: string;
  readonly dims: readonly number[];
}

export interface DraftStep {
  readonly step: "add" | "mul" | "relu";
  /** Of the layer that it was. */
  readonly name: string;
  /** The layer whose result it reads, or the constant. */
  readonly operand?: number;
  readonly weight?: DraftWeight;
}

export interface LayerDraft {
  readonly name: string;
  readonly op: OpName;
  /** Positions of layers; −1 for the network's input. */
  readonly operands: readonly number[];
  readonly weights: readonly DraftWeight[];
  readonly attributes: Attributes;
  readonly epilogue: readonly DraftStep[];
  readonly origins: readonly string[];
}

/** A layer at the position of the last one that was fused into it. */
export interface FusedLayer {
  readonly position: number;
  readonly draft: LayerDraft;
}

/** In execution order. One sweep suffices: whatever reads a layer stands behind it. */
export const fused = (drafts: readonly LayerDraft[]): readonly FusedLayer[] => {
  const readers = drafts.map(() => 0);
  for (const { operands } of drafts)
    for (const operand of new Set(operands)) if (operand >= 0) readers[operand] = (readers[operand] ?? 0) + 1;
  const layers = new Map<number, LayerDraft>();
  for (const [position, draft] of drafts.entries()) {
    const host = hostOf(draft, layers, readers);
    const into = host === undefined ? undefined : layers.get(host);
    if (host === undefined || into === undefined) layers.set(position, draft);
    else {
      layers.delete(host);
      layers.set(position, taken(into, draft, host));
    }
  }
  return [...layers].map(([position, draft]) => ({ position, draft }));
};

const fusable: ReadonlySet<OpName> = new Set(["add", "mul", "relu"]);

/** The convolution that nobody else reads; of two, the later one. */
const hostOf = (
  { op, operands }: LayerDraft,
  layers: ReadonlyMap<number, LayerDraft>,
  readers: readonly number[],
): number | undefined => {
  if (!fusable.has(op) || (operands.length === 2 && operands[0] === operands[1])) return undefined;
  return operands
    .toSorted((a, b) => b - a)
    .find(operand => layers.get(operand)?.op === "conv2d" && readers[operand] === 1);
};

const taken = (into: LayerDraft, { op, name, operands, weights, origins }: LayerDraft, host: number): LayerDraft => {
  const all = [...into.origins, ...origins.filter(each => !into.origins.includes(each))];
  const [weight] = weights;
  // A factor or summand per channel right behind the sums goes into weights and bias.
  if (weight !== undefined && into.epilogue.length === 0) return { ...into, origins: all };
  const operand = operands.find(each => each !== host);
  const step = {
    step: op === "mul" ? "mul" : op === "add" ? "add" : "relu",
    name,
    ...(operand === undefined ? {} : { operand }),
    ...(weight === undefined ? {} : { weight }),
  } as const;
  return { ...into, epilogue: [...into.epilogue, step], origins: all };
};
