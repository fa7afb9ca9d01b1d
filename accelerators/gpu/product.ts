/** Contractions as the matrix products that kernels compute: convolutions by implicit im2col. */
import { type Contraction, elementsOf } from "../../mapping/workload.ts";
import type { GpuFormat } from "./gpu.ts";

/** `groups` independent products of `rows × depth` inputs and `depth × columns` weights. */
export interface Product {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Bytes of one element as memory holds them. */
  readonly inputBytes: number;
  readonly weightBytes: number;
  readonly outputBytes: number;
  /** Of the whole tensor in memory, all groups: what a convolution's windows share is there once. */
  readonly inputTensorBytes: number;
}

/** Bytes to which the channels of a tensor are padded, so that tensor cores can load them; images of up to four channels have four. */
const channelBytes = 16;

export const productOf = (contraction: Contraction, { bits, unit }: GpuFormat): Product => {
  const { G, N, K, C, P, Q, R, S } = contraction.bounds;
  const channels = unit === "tensor" ? paddedChannels(C, R * S, bits / 8) : C;
  const { bits: width } = contraction;
  return {
    groups: G,
    rows: N * P * Q,
    columns: K,
    depth: channels * R * S,
    inputBytes: width.inputs / 8,
    weightBytes: width.weights / 8,
    outputBytes: width.outputs / 8,
    inputTensorBytes: (elementsOf(contraction, "inputs") * width.inputs) / 8,
  };
};

const paddedChannels = (channels: number, taps: number, bytes: number): number => {
  if (channels <= 4 && taps > 1) return 4;
  const step = channelBytes / bytes;
  return Math.ceil(channels / step) * step;
};
