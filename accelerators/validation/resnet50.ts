/** ResNet-50 (He et al., CVPR 2016, table 1) at 224 × 224 as workloads of 8-bit integers, activations and residual sums fused. */
import type { Contraction, VectorWorkload, Workload } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";

const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };

interface Layer {
  readonly filters: number;
  readonly channels: number;
  /** Output height and width. */
  readonly size: number;
  readonly taps: number;
  readonly stride?: number;
  readonly addsResidual?: boolean;
}

const convolution = ({ filters, channels, size, taps, stride = 1, addsResidual = false }: Layer): Contraction => ({
  kind: "contraction",
  bounds: { G: 1, N: 1, K: filters, C: channels, P: size, Q: size, R: taps, S: taps },
  strides: [stride, stride],
  dilations: [1, 1],
  bits,
  epilogue: {
    operationsPerOutput: addsResidual ? 2 : 1,
    operands: [
      { elements: filters, bits: 32 },
      ...(addsResidual ? [{ elements: filters * size * size, bits: 8 }] : []),
    ],
  },
});

const pool: VectorWorkload = {
  kind: "vector",
  operation: "max_pool2d",
  inputElements: 64 * 112 * 112,
  outputElements: 64 * 56 * 56,
  operations: 9 * 64 * 56 * 56,
  inputBits: quantity<Bits>(8 * 64 * 112 * 112),
  outputBits: quantity<Bits>(8 * 64 * 56 * 56),
  operandBits: 8,
  resultBits: 8,
  elementBits: 8,
};

/** Narrow width, blocks, output size. The first block of a stage halves the map in its first layer, as the paper's does. */
const stages = [
  [64, 3, 56],
  [128, 4, 28],
  [256, 6, 14],
  [512, 3, 7],
] as const;

const stageLayers = ([width, blocks, size]: (typeof stages)[number], index: number): Workload[] =>
  Array.from({ length: blocks }, (_, block) => {
    const channels = block > 0 ? 4 * width : index === 0 ? 64 : 2 * width;
    const stride = block === 0 && index > 0 ? 2 : 1;
    return [
      convolution({ filters: width, channels, size, taps: 1, stride }),
      convolution({ filters: width, channels: width, size, taps: 3 }),
      ...(block === 0 ? [convolution({ filters: 4 * width, channels, size, taps: 1, stride })] : []),
      convolution({ filters: 4 * width, channels: width, size, taps: 1, addsResidual: true }),
    ];
  }).flat();

export const resnet50: readonly Workload[] = [
  convolution({ filters: 64, channels: 3, size: 112, taps: 7, stride: 2 }),
  pool,
  ...stages.flatMap(stageLayers),
  convolution({ filters: 1000, channels: 2048, size: 1, taps: 1 }),
];
