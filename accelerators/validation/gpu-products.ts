/** Matrix products that others have measured on an A100, against the GPU model. Every other one was fitted to; the others check. */
import type { Contraction } from "../../mapping/workload.ts";
import type { DeviceNetwork } from "../device.ts";
import { gpuNamed } from "../gpu/device-table.ts";
import { gpuFrom } from "../gpu/gpu.ts";
import { runNetwork } from "../gpu/run-network.ts";
import published from "./gpu.json" with { type: "json" };
import { errorOf, type Validation, type ValidationRow } from "./validation.ts";

const { sweep } = published;

/** Of the mean of absolute errors, as of the others; one product may be off further. */
const meanTolerance = 0.12;
const singleTolerance = 0.2;

export const gpuProducts: Validation = {
  name: "gpu-products",
  summary:
    "Half-float matrix products on an A100, of which every other one was fitted to; and the mean of absolute errors of both halves.",
  source: sweep.source,
  rows: () => {
    const rows = sweep.products.map(rowOf);
    return [
      ...rows,
      mean(
        "mean of products fitted to",
        rows.filter((_, i) => i % 2 === 0),
      ),
      mean(
        "mean of the others",
        rows.filter((_, i) => i % 2 === 1),
      ),
    ];
  },
};

const rowOf = ([rows = 0, depth = 0, columns = 0, reference = 0]: readonly number[]): ValidationRow => ({
  subject: `${rows} × ${depth} × ${columns}`,
  quantity: "time, ms",
  reference,
  model: productMs({ rows, depth, columns }),
  tolerance: singleTolerance,
});

/** Set beside 1, as an error has no reference of its own. */
const mean = (subject: string, rows: readonly ValidationRow[]): ValidationRow => ({
  subject,
  quantity: "1 + absolute error",
  reference: 1,
  model: 1 + rows.reduce((sum, row) => sum + Math.abs(errorOf(row)), 0) / rows.length,
  tolerance: meanTolerance,
});

interface ProductSize {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

/** With what the measuring host takes per product, which is the same for all. */
const productMs = (size: ProductSize): number => {
  const gpu = gpuFrom(sweep.device, gpuNamed("A100 SXM 80GB"));
  const { run } = runNetwork(networkOf(size), gpu, ["fp16"]);
  return (run.latencyCycles / gpu.clockHz) * 1e3 + sweep.hostMicroseconds * 1e-3;
};

const networkOf = ({ rows, depth, columns }: ProductSize): DeviceNetwork => {
  const workload: Contraction = {
    kind: "contraction",
    bounds: { G: 1, N: 1, K: columns, C: depth, P: rows, Q: 1, R: 1, S: 1 },
    strides: [1, 1],
    dilations: [1, 1],
    bits: { weights: 16, inputs: 16, outputs: 16, partialSums: 32 },
    epilogue: { operationsPerOutput: 0, operands: [] },
  };
  const reads = [{ role: "inputs", tensor: "left" } as const, { role: "weights", tensor: undefined } as const];
  const elements = rows * columns;
  return {
    name: "product",
    layers: [{ name: "product", workload, reads, writes: [{ tensor: "out", elements, bits: 16 * elements }] }],
  };
};
