/**
 * Random valid graphs over all operators, for properties: constants, shared values, several outputs, odd names, several
 * results. They are small enough that the interpreter runs one in milliseconds.
 */
import * as fc from "fast-check";
import { allocate } from "../../ir/dtype.ts";
import type { Graph } from "../../ir/graph.ts";
import { printGraph } from "../../ir/print.ts";
import { elementCount, type Tensor } from "../../ir/tensor.ts";
import { choicesOf } from "./choices.ts";
import { elementsOf, growingGraph } from "./graph-source.ts";
import { type RandomOp, randomOps, recipes } from "./recipes/index.ts";

export interface GraphOptions {
  /** The operators to use; all but `opaque` where left out. */
  readonly ops?: readonly RandomOp[];
  /** Default 8. */
  readonly mostNodes?: number;
  /** Constants may be unknown and hold NaN, infinities and -0; such graphs can be printed but not always run. Default false. */
  readonly hostileData?: boolean;
}

/** A counterexample is shown in the text form. */
export const arbitraryGraph = (options: GraphOptions = {}): fc.Arbitrary<Graph> => {
  const { ops = randomOps, mostNodes = 8, hostileData = false } = options;
  const step = fc.record({ op: fc.constantFrom(...ops), tape });
  return fc
    .record({ steps: fc.array(step, { maxLength: mostNodes, size: "max" }), end: tape })
    .map(({ steps, end }) => shownAsText(grow(steps, end, hostileData)));
};

const tape = fc.array(fc.nat(0xffff), { maxLength: 60, size: "max" });

const grow = (
  steps: readonly { readonly op: RandomOp; readonly tape: readonly number[] }[],
  end: readonly number[],
  hostileData: boolean,
): Graph => {
  const growing = growingGraph({ hostileData });
  for (const step of steps) recipes[step.op](growing.source(choicesOf(step.tape)), step.op);
  return growing.finish(choicesOf(end));
};

const shownAsText = (graph: Graph): Graph =>
  Object.defineProperty({ ...graph }, fc.toStringMethod, { value: () => `\n${printGraph(graph)}`, enumerable: false });

/** One tensor per input, its elements legal for its type. */
export const randomFeeds = (graph: Graph, seed: number): Map<string, Tensor> =>
  new Map(graph.inputs.map(({ id, type }, i) => [id, randomTensor(type, seed + i)]));

export const randomTensor = (type: Tensor["type"], seed: number): Tensor => {
  const element = elementsOf(type.dtype, seed);
  const data = allocate(type.dtype, elementCount(type.dims));
  for (let i = 0; i < data.length; i++) data[i] = element();
  return { type, data };
};
