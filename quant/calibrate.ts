/** What the values inside a network look like on sample data: a histogram of every activation that can be quantized. */
import { bitsOf } from "../ir/dtype.ts";
import { type Graph, indexOf, type ValueId } from "../ir/graph.ts";
import { elementCount } from "../ir/tensor.ts";
import { CompileError } from "../support/diagnostic.ts";
import type { Dataset, Target } from "../train/data/dataset.ts";
import { type Executor, withOutputs } from "../train/executor.ts";
import { runDataset } from "../train/run-dataset.ts";
import { leavingValues } from "./known-ranges.ts";
import { notFiniteIn } from "./messages.ts";
import { type Histogram, histogramBuilder } from "./observers/histogram.ts";
import { quantizationSites } from "./sites.ts";

/** Histograms by value id. */
export type Calibration = ReadonlyMap<ValueId, Histogram>;

/** What one run may hand out at once; wider networks are looked at in several passes over the data. */
const largestPassBytes = 256 * 2 ** 20;

/**
 * @param graph prepared for quantization.
 * @throws CompileError where a value is NaN or infinite, naming it and the sample.
 */
export const calibrate = async (graph: Graph, dataset: Dataset, executor: Executor): Promise<Calibration> => {
  const values = quantizationSites(graph).flatMap(site => (site.role === "activation" ? [site.value] : []));
  const shown = leavingValues(graph);
  const histograms = new Map<ValueId, Histogram>();
  for (const pass of passesOver(graph, values)) {
    const builders = pass.map(value => ({ value, builder: histogramBuilder() }));
    await runDataset(executor, withOutputs(graph, pass), dataset, (outputs, { name, target }) => {
      for (const { value, builder } of builders) {
        const found = outputs.get(value)?.data ?? [];
        const data = target?.kind === "image" && shown.has(value) ? asDisplayed(found, target) : found;
        const fault = builder.add(data);
        if (fault !== undefined) throw new CompileError([notFiniteIn(value, data[fault] ?? NaN, name)]);
      }
    });
    for (const { value, builder } of builders) histograms.set(value, builder.build());
  }
  return histograms;
};

/** A picture beyond black and white is shown as black and white: what lies there needs no codes. NaN and infinities stay to be found. */
const asDisplayed = (data: ArrayLike<number>, { low, range }: Extract<Target, { kind: "image" }>): Float64Array =>
  Float64Array.from(data, value => (Number.isFinite(value) ? Math.min(low + range, Math.max(low, value)) : value));

/** The values in order, cut where a pass would hold too much. */
const passesOver = (graph: Graph, values: readonly ValueId[]): readonly (readonly ValueId[])[] => {
  const passes: ValueId[][] = [];
  let room = 0;
  for (const value of values) {
    const type = indexOf(graph).typeOf(value);
    const bytes = type === undefined ? 0 : (elementCount(type.dims) * bitsOf(type.dtype)) / 8;
    if (bytes > room) {
      passes.push([]);
      room = largestPassBytes;
    }
    passes.at(-1)?.push(value);
    room -= bytes;
  }
  return passes;
};
