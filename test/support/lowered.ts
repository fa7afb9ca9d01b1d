/** Small graphs and what their last node becomes on a machine of 8-bit operands: what tests of lowerings look at. */
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph, Value } from "../../ir/graph.ts";
import { lowerNode } from "../../mapping/lower/index.ts";
import type { Lowered } from "../../mapping/lower/lowering.ts";
import type { Contraction, Precision, Workload } from "../../mapping/workload.ts";

export const precision: Precision = { weightBits: 8, activationBits: 8, accumulatorBits: 32 };

/** A graph whose output is what `make` returns. */
export const build = (make: (builder: ReturnType<typeof graphBuilder>) => Value): Graph => {
  const builder = graphBuilder("test");
  builder.output("result", make(builder));
  return builder.build();
};

export const lowerLast = (graph: Graph): Lowered => lowerNode(graph, graph.nodes.at(-1)!, precision);

export const contractionsOf = ({ workloads }: Lowered): Contraction[] =>
  workloads.filter((workload: Workload) => workload.kind === "contraction");

/** Of 3 × 3 filters that keep the size. */
export const convolution = { strides: [1, 1], pads: [1, 1, 1, 1], group: 1 };
