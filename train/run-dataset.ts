/** Runs a graph over a data set, one sample computing while the one before is looked at. */
import type { Graph } from "../ir/graph.ts";
import type { Tensor } from "../ir/tensor.ts";
import { removeDeadNodes } from "../passes/remove-dead-nodes.ts";
import type { Dataset, Sample } from "./data/dataset.ts";
import type { Executor } from "./executor.ts";

/** Sees the outputs by name, in the order of the samples. */
export type Visit = (outputs: ReadonlyMap<string, Tensor>, sample: Sample, index: number) => void;

/** @throws CompileError where a sample can't be read or the engine can't run the graph. */
export const runDataset = async (executor: Executor, graph: Graph, dataset: Dataset, visit: Visit): Promise<void> => {
  if (dataset.count === 0) return;
  // Engines would compute what no output needs.
  const prepared = await executor.prepare(removeDeadNodes.run(graph));
  const start = (index: number) => {
    const sample = dataset.sample(index);
    const outputs = prepared.run(sample.inputs);
    // Whoever awaits it later sees the fault; until then it is nobody's.
    outputs.catch(() => undefined);
    return { sample, outputs };
  };
  try {
    let current = start(0);
    for (let index = 0; index < dataset.count; index++) {
      const outputs = await current.outputs;
      const { sample } = current;
      if (index + 1 < dataset.count) current = start(index + 1);
      visit(outputs, sample, index);
    }
  } finally {
    await prepared.release();
  }
};
