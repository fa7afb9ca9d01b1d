/** A layer in the terms of MAESTRO: input rows and columns instead of output ones, no padding, no batch. */
import { type Contraction, inputExtent } from "../../mapping/workload.ts";

/** MAESTRO's letters: output channels, input channels, filter rows and columns, input rows and columns. */
export const axes = ["C", "K", "R", "S", "X", "Y"] as const;
export type Axis = (typeof axes)[number];

export type Extents = Readonly<Record<Axis, number>>;

export interface MaestroLayer {
  /** One filter per channel: K is not an axis of any tensor. */
  readonly isDepthwise: boolean;
  readonly extents: Extents;
  /** Of the axes that slide. */
  readonly strides: { readonly Y: number; readonly X: number };
}

export const operands = ["inputs", "weights"] as const;
export type MaestroTensor = (typeof operands)[number] | "outputs";

/** The axes of a tensor. Of outputs, Y and X stand for output rows and columns. */
export const axesOf = ({ isDepthwise }: MaestroLayer, tensor: MaestroTensor): readonly Axis[] => {
  switch (tensor) {
    case "inputs":
      return ["C", "Y", "X"];
    case "weights":
      return isDepthwise ? ["C", "R", "S"] : ["K", "C", "R", "S"];
    case "outputs":
      return isDepthwise ? ["C", "Y", "X"] : ["K", "Y", "X"];
  }
};

/** The filter axis that slides along an input axis. */
export const filterAxis = { Y: "R", X: "S" } as const;
export const isSliding = (axis: Axis): axis is "Y" | "X" => axis === "Y" || axis === "X";

/** A contraction as layers that run one after another, all alike. */
export interface MaestroWork {
  readonly layer: MaestroLayer;
  readonly times: number;
}

/**
 * Groups of one channel each are one depthwise layer; other groups, and the pictures of a batch, run one after another.
 * A matrix product is a convolution with one-element filters over a picture one column wide.
 * Ignores: dilation, whose taps are taken to be adjacent; padding rows are counted as data, as `Contraction` does.
 */
export const maestroWorkOf = (contraction: Contraction): MaestroWork => {
  const { G, N, K, C, P, Q, R, S } = contraction.bounds;
  const isDepthwise = G > 1 && K === 1 && C === 1;
  const adjacent = { strides: contraction.strides, dilations: [1, 1] as const };
  const extents = {
    K,
    C: isDepthwise ? G : C,
    R,
    S,
    Y: inputExtent(adjacent, 0, P, R),
    X: inputExtent(adjacent, 1, Q, S),
  };
  const strides = { Y: contraction.strides[0], X: contraction.strides[1] };
  return { layer: { isDepthwise, extents, strides }, times: isDepthwise ? N : N * G };
};
