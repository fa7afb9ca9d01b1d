/** Classes that a network gives to the test images of CIFAR-10, run by ONNX Runtime unless told otherwise. */
import type { Graph } from "../../ir/graph.ts";
import { tensor, type Tensor } from "../../ir/tensor.ts";
import type { Executor } from "../../train/executor.ts";
import { onnxRuntime } from "../../train/executors/onnx-runtime.ts";

const imageBytes = 3 * 32 * 32;

/**
 * The first `count` records of a file of CIFAR-10's binary version: a class, then planes of red, green and blue. The network takes
 * them raw, channels first; one of codes takes them less 128.
 */
export const classesOnCifar10 = async (
  graph: Graph,
  batch: Uint8Array,
  count: number,
  executor: Executor = onnxRuntime({ optimize: false }),
): Promise<{ readonly predictions: readonly number[]; readonly labels: readonly number[] }> => {
  const [input] = graph.inputs;
  if (input === undefined) throw new RangeError("the network has no input");
  const prepared = await executor.prepare(graph);
  const predictions: number[] = [];
  const labels: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = i * (imageBytes + 1);
    const pixels = batch.subarray(start + 1, start + 1 + imageBytes);
    const values = input.type.dtype === "int8" ? Int8Array.from(pixels, pixel => pixel - 128) : pixels;
    const outputs = await prepared.run(new Map([[input.id, tensor(input.type.dtype, input.type.dims, values)]]));
    predictions.push(largest([...outputs.values()][0]));
    labels.push(batch[start] ?? -1);
  }
  await prepared.release();
  return { predictions, labels };
};

const largest = (output: Tensor | undefined): number => {
  if (output === undefined) throw new RangeError("the network has no output");
  return output.data.indexOf(Math.max(...output.data));
};
