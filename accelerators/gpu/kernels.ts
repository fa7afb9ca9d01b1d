/**
 * Which layers share a kernel, as inference runtimes fuse them: attention as one, elementwise steps behind what makes their input,
 * concatenations by writing their parts where they belong.
 */
import type { DeviceLayer } from "../device.ts";

/** Positions of the layers in one kernel, in order; the first gives it its shape. */
export type Kernel = readonly number[];

/** One result element of one element of each operand: no wait for others. */
const pointwise: ReadonlySet<string> = new Set(
  (
    "relu leaky_relu elu selu celu thresholded_relu clip sigmoid hard_sigmoid hard_swish silu gelu " +
    "mish softplus softsign tanh exp log sqrt reciprocal neg abs floor ceil " +
    "round sign erf sin cos tan not add sub mul div pow " +
    "min max prelu equal less less_or_equal greater greater_or_equal and or where cast " +
    "quantize dequantize requantize batch_normalization"
  ).split(" "),
);

/** Every layer is in one kernel; kernels are in the order of their first layers. */
export const kernelsOf = (layers: readonly DeviceLayer[]): readonly Kernel[] => {
  const kernels: number[][] = [];
  /** By tensor: the kernel that writes it. */
  const writers = new Map<string, number>();
  const readers = readerCounts(layers);
  for (const [position, layer] of layers.entries()) {
    const host = hostOf(layer, { kernels, layers, writers, readers });
    const kernel = host ?? kernels.length;
    if (host === undefined) kernels.push([position]);
    else kernels[host]?.push(position);
    for (const { tensor } of layer.writes) writers.set(tensor, kernel);
  }
  return kernels;
};

interface Known {
  readonly kernels: readonly (readonly number[])[];
  readonly layers: readonly DeviceLayer[];
  readonly writers: ReadonlyMap<string, number>;
  readonly readers: ReadonlyMap<string, number>;
}

const readerCounts = (layers: readonly DeviceLayer[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { reads } of layers)
    for (const { tensor } of reads) if (tensor !== undefined) counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  return counts;
};

/** The kernel that does a layer's work beside its own; undefined where it needs one of its own. */
const hostOf = (layer: DeviceLayer, known: Known): number | undefined => {
  const { workload, reads } = layer;
  if (workload.kind === "contraction") return scoresBefore(layer, known);
  if (workload.operation === "softmax") return scoresBefore(layer, known);
  if (workload.operation === "concat") return placedByWriters(layer, known);
  if (!pointwise.has(workload.operation)) return undefined;
  const outputs = workload.outputElements;
  return reads
    .flatMap(({ tensor, elements }) =>
      tensor !== undefined && elements === outputs ? (known.writers.get(tensor) ?? []) : [],
    )
    .find(kernel => canHost(kernel, layer, known));
};

/** Its last result is read by the layer alone, and whatever else the layer reads is there before it starts. */
const canHost = (kernel: number, { reads }: DeviceLayer, { kernels, layers, writers, readers }: Known): boolean => {
  const last = layers[kernels[kernel]?.at(-1) ?? -1];
  const [own] = last?.writes ?? [];
  if (last === undefined || own === undefined || readers.get(own.tensor) !== 1 || isMovement(last)) return false;
  if (!reads.some(({ tensor }) => tensor === own.tensor)) return false;
  return reads.every(
    ({ tensor }) => tensor === undefined || tensor === own.tensor || (writers.get(tensor) ?? -1) < kernel,
  );
};

const isMovement = ({ workload }: DeviceLayer): boolean =>
  workload.kind === "vector" && workload.operation === "concat";

/** What attention passes on between its parts never leaves the multiprocessor (Dao et al., FlashAttention, NeurIPS 2022). */
const scoresBefore = ({ reads }: DeviceLayer, { writers }: Known): number | undefined => {
  const scratch = reads.find(({ tensor }) => tensor?.startsWith("scratch of ") === true);
  return scratch?.tensor === undefined ? undefined : writers.get(scratch.tensor);
};

/** Parts that kernels of this network write, each for this one reader, are written where they belong. */
const placedByWriters = ({ reads }: DeviceLayer, { writers, readers }: Known): number | undefined => {
  const kernels = reads.map(({ tensor }) =>
    tensor === undefined || readers.get(tensor) !== 1 ? undefined : writers.get(tensor),
  );
  return kernels.every(kernel => kernel !== undefined) ? Math.max(...kernels) : undefined;
};
