/**
 * The Eyeriss chip as it was made, and the mappings that it ran AlexNet with. It is the template with what that leaves out: the global
 * buffer's banks are apart, each kind of data has a network of its own width, and the array fills anew before each processing pass.
 */
import type { Architecture, Bandwidth, StorageLevel } from "../../mapping/architecture.ts";
import type { LevelMapping, Loop, Mapping } from "../../mapping/mapping.ts";
import type { Contraction, Dimension, TensorName } from "../../mapping/workload.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { type BitsPerCycle, quantity } from "../../support/quantity.ts";
import { bufferLevel, direct } from "../parts.ts";
import { settingsOf } from "../template.ts";
import { technologies } from "../technology/index.ts";
import { eyeriss } from "../templates/eyeriss.ts";

/** Of one group: filters, channels; output height and width; filter height and width. */
export interface EyerissShape {
  readonly groups: number;
  readonly filters: number;
  readonly channels: number;
  readonly size: number;
  readonly taps: number;
  readonly stride: number;
}

/**
 * What a pass works on (Chen et al., JSSC 2017, table II): in an element `p` filters and `q` channels; in the array `r` sets of other
 * channels, `t` of other filters, `e` output rows; `n` images one after the other. The buffer keeps `m` filters' sums.
 */
export interface EyerissMapping {
  readonly m: number;
  readonly n: number;
  readonly e: number;
  readonly p: number;
  readonly q: number;
  readonly r: number;
  readonly t: number;
}

const wordBits = 16;
/** 25 banks of 4 KiB take inputs and sums, in the proportion that a layer needs; two take the next pass' weights (section V-A). */
const bankBytes = 4096;
export const sharedBytes = 25 * bankBytes;
const weightBytes = 2 * bankBytes;

/** Words per cycle on the networks of inputs, of sums in and out, and of weights (section V-B). */
const inputWords = 1;
const sumWords = 4;
const weightWords = 4;
const port = (words: number): Bandwidth => {
  const rate = quantity<BitsPerCycle>(words * wordBits);
  return { kind: "separate", read: rate, write: rate };
};

const { technology, dram } = { technology: technologies["45nm"], dram: "ddr4" } as const;

/** Memory takes no time: processing latency is given for traffic that is hidden. */
export const eyerissChip = (): Architecture => {
  const machine = eyeriss.build(settingsOf(eyeriss), { technology, dram });
  const [memory, buffer, inputScratchpad, weightScratchpad, sumScratchpad] = machine.levels;
  if (
    memory === undefined ||
    buffer === undefined ||
    inputScratchpad === undefined ||
    weightScratchpad === undefined ||
    sumScratchpad === undefined
  )
    throw new InternalError("the template eyeriss has five levels");
  const banks = (name: string, holds: readonly TensorName[], bytes: number, words: number): StorageLevel =>
    bufferLevel(technology, {
      name,
      bytes,
      banks: bytes / bankBytes,
      wordBits: 64,
      holds,
      bandwidth: port(words),
      fanOut: direct,
    });
  return {
    ...machine,
    name: "eyeriss-chip",
    levels: [
      { ...memory, bandwidth: { kind: "unlimited" } },
      banks("sum banks", ["outputs"], sharedBytes, sumWords),
      banks("input banks", ["inputs"], sharedBytes, inputWords),
      { ...banks("weight banks", ["weights"], weightBytes, weightWords), fanOut: buffer.fanOut },
      inputScratchpad,
      { ...weightScratchpad, startsPasses: true },
      sumScratchpad,
    ],
  };
};

export const eyerissLayer = (shape: EyerissShape, batch: number): Contraction => ({
  kind: "contraction",
  bounds: {
    G: shape.groups,
    N: batch,
    K: shape.filters,
    C: shape.channels,
    P: shape.size,
    Q: shape.size,
    R: shape.taps,
    S: shape.taps,
  },
  strides: [shape.stride, shape.stride],
  dilations: [1, 1],
  // Products and sums are cut to 16 bits.
  bits: { weights: wordBits, inputs: wordBits, outputs: wordBits, partialSums: wordBits },
  epilogue: { operationsPerOutput: 0, operands: [] },
});

/** Passes run over filters of the buffer first, then over channels, output rows, images and filters (section IV-A, figure 7). */
export const eyerissMapping = ({ bounds }: Contraction, { m, n, e, p, q, r, t }: EyerissMapping): Mapping => {
  const { columns } = settingsOf(eyeriss);
  const inBuffer = Math.min(m, bounds.K);
  // A set wider than the array lies there in segments, one below the other.
  const segments = Math.ceil(e / columns);
  const width = Math.ceil(e / segments);
  const beside = Math.min(t, Math.floor(columns / width));
  return {
    levels: [
      level(
        ["weights", "inputs", "outputs"],
        [
          ...times("G", bounds.G),
          ...times("K", pieces(bounds.K, m)),
          ...times("N", pieces(bounds.N, n)),
          ...times("P", pieces(bounds.P, e)),
          ...times("C", pieces(bounds.C, q * r)),
        ],
      ),
      level(["outputs"]),
      level(["inputs"], times("K", pieces(inBuffer, p * t))),
      {
        temporal: [...times("N", Math.min(n, bounds.N)), ...times("Q", bounds.Q)],
        spatial: {
          x: [...times("K", beside), ...times("P", width)],
          y: [...times("R", bounds.R), ...times("P", segments), ...times("C", r), ...times("K", t / beside)],
        },
        keeps: ["weights"],
      },
      level(["inputs"]),
      level(["weights"], [...times("C", q), ...times("S", bounds.S)]),
      level(["outputs"], times("K", p)),
    ],
  };
};

const times = (dimension: Dimension, bound: number): readonly Loop[] => (bound > 1 ? [{ dimension, bound }] : []);

const pieces = (extent: number, size: number): number => Math.ceil(extent / Math.min(extent, size));

const level = (keeps: readonly TensorName[], temporal: readonly Loop[] = []): LevelMapping => ({
  temporal,
  spatial: { x: [], y: [] },
  keeps,
});
