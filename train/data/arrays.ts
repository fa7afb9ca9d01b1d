/** Samples from NumPy arrays: one array per network input, its first axis counting samples. */
import type { Value } from "../../ir/graph.ts";
import { isElementOf } from "../../ir/dtype.ts";
import { dimsEqual, elementCount, formatType, type Tensor, tensor } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Dataset, Sample } from "./dataset.ts";
import { brokenFormat, inputsNotNamed, notANumber, wrongShape } from "./messages.ts";
import { type NumpyArray, readArrays } from "./npy.ts";

const labelsName = "labels";

/**
 * An .npy file (one input) or an .npz file (arrays named after the inputs; `labels` holds a class per sample). An array has
 * the input's dims, or the same with the first replaced by the number of samples.
 * @throws CompileError where arrays are missing or misshapen.
 */
export const arraysDataset = (file: string, source: string, inputs: readonly Value[]): Dataset => {
  const arrays = readArrays(file);
  const columns = inputs.map(input => columnOf(file, input, arrays, inputs));
  const count = Math.min(...columns.map(column => column.count));
  const labels = arrays.get(labelsName);
  if (labels !== undefined && labels.values.length !== count)
    throw new CompileError([
      brokenFormat(file, `${labels.values.length} labels for ${count} samples`, "give one class per sample"),
    ]);
  return {
    source,
    count,
    targets: labels === undefined ? "none" : "class",
    sample(index): Sample {
      const name = `${source}, sample ${index}`;
      const tensors = new Map(columns.map(column => [column.id, column.tensor(index, `${file}, sample ${index}`)]));
      const label = labels?.values[index];
      return label === undefined
        ? { name, inputs: tensors }
        : { name, inputs: tensors, target: { kind: "class", label } };
    },
  };
};

interface Column {
  readonly id: string;
  readonly count: number;
  tensor(index: number, name: string): Tensor;
}

const columnOf = (
  file: string,
  { id, type }: Value,
  arrays: ReadonlyMap<string, NumpyArray>,
  inputs: readonly Value[],
): Column => {
  const names = [...arrays.keys()].filter(name => name !== labelsName);
  const array = arrays.get(id) ?? (inputs.length === 1 && names.length === 1 ? arrays.get(names[0] ?? "") : undefined);
  if (array === undefined)
    throw new CompileError([
      inputsNotNamed(
        file,
        names.map(name => name || "(unnamed)"),
        inputs.map(input => input.id),
      ),
    ]);
  const size = elementCount(type.dims);
  const fits = dimsEqual(array.dims.slice(1), type.dims.slice(1)) || dimsEqual(array.dims.slice(1), type.dims);
  const count = array.values.length / size;
  if (!fits || !Number.isInteger(count) || count === 0)
    throw new CompileError([
      wrongShape(file, `[${array.dims.join(",")}]`, `${formatType(type)} of input ${id}, or samples of it`),
    ]);
  return {
    id,
    count,
    tensor: (index, name) => {
      const values = array.values.subarray(index * size, (index + 1) * size);
      const broken = values.find(value => !Number.isFinite(value));
      if (broken !== undefined) throw new CompileError([notANumber(name, String(broken))]);
      const foreign = values.find(value => !isElementOf(type.dtype, value));
      if (foreign !== undefined)
        throw new CompileError([
          brokenFormat(
            name,
            `holds ${foreign}, which is no ${type.dtype}`,
            `input ${id} takes codes: quantize the values`,
          ),
        ]);
      return tensor(type.dtype, type.dims, values);
    },
  };
};
