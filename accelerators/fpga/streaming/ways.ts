/** Every folding of a stage that is no worse than another in all it takes. */
import type { FpgaDevice } from "../devices.ts";
import { resourceNames, type Resources, wholeOf } from "../resources.ts";
import { paretoOf } from "../folding/pareto.ts";
import {
  macsOf,
  matrixInterval,
  matrixResources,
  type MatrixFolding,
  streamInterval,
  streamResources,
  type WeightMemory,
  weightMemories,
} from "./engine.ts";
import type { MatrixStage, Stage, StreamStage } from "./stage.ts";

/** A way to build the engine of a stage. */
export interface Way {
  /** Of a stream, lanes alone. */
  readonly folding: Readonly<Record<string, number>>;
  readonly multipliers: "dsp" | "lut" | null;
  readonly weightMemory: WeightMemory | null;
  /** Cycles between the starts of two images, if the engine were alone. */
  readonly interval: number;
  readonly resources: Resources;
  /** Read from the memory outside for each image. */
  readonly streamedBits: number;
}

/** With how many ways there were before dominated ones were dropped. */
export interface Ways {
  readonly ways: readonly Way[];
  readonly considered: number;
}

export const waysOf = (stage: Stage, device: Pick<FpgaDevice, "dsp" | "uram" | "memoryGigabytesPerSecond">): Ways => {
  const all = stage.kind === "matrix" ? matrixWays(stage, device) : streamWays(stage, device);
  const entries = all.map(way => ({ way, vector: vectorOf(way) }));
  return { ways: paretoOf(entries).map(({ way }) => way), considered: all.length };
};

const vectorOf = ({ interval, resources, streamedBits }: Way): readonly number[] => [
  interval,
  ...resourceNames.map(name => resources[name]),
  streamedBits,
];

const matrixWays = (
  stage: MatrixStage,
  { dsp, uram, memoryGigabytesPerSecond }: Pick<FpgaDevice, "dsp" | "uram" | "memoryGigabytesPerSecond">,
): readonly Way[] => {
  const kinds: readonly WeightMemory[] = [
    "lutram",
    "bram",
    ...(uram > 0 ? (["uram"] as const) : []),
    ...(memoryGigabytesPerSecond === null ? [] : (["stream"] as const)),
  ];
  const weights = stage.groups * stage.outputs * stage.inputs * stage.filterRows * stage.filterColumns;
  return foldingsOf(stage).flatMap(sizes =>
    (["dsp", "lut"] as const).flatMap(multipliers =>
      kinds
        .map((weightMemory): MatrixFolding => ({ ...sizes, multipliers, weightMemory }))
        .filter(folding => isSensible(stage, folding))
        .map(folding => ({
          folding: {
            pe: folding.groups * folding.outputs,
            simd: folding.inputs * folding.taps,
            groups: folding.groups,
            taps: folding.taps,
          },
          multipliers,
          weightMemory: folding.weightMemory,
          interval: matrixInterval(stage, folding),
          resources: wholeOf(matrixResources(stage, folding, dsp.kind)),
          streamedBits: folding.weightMemory === "stream" ? weights * stage.weightBits * stage.rows * stage.columns : 0,
        })),
    ),
  );
};

/** Look-up tables hold shallow memories alone, and binary engines multiply and store as they do. */
const isSensible = (stage: MatrixStage, folding: MatrixFolding): boolean => {
  if (stage.weightBits === 1) return folding.multipliers === "lut" && folding.weightMemory === "bram";
  return folding.weightMemory !== "lutram" || weightMemories(stage, folding).depth <= deepestDistributed;
};

/** Of one look-up table (AMD UG474). */
const deepestDistributed = 64;

type Sizes = Pick<MatrixFolding, "groups" | "outputs" | "inputs" | "taps">;

/** Every divisor of each; more at once than the largest part can multiply is left out. */
const foldingsOf = ({ groups, outputs, inputs, filterRows, filterColumns }: MatrixStage): readonly Sizes[] =>
  divisorsOf(groups).flatMap(g =>
    divisorsOf(outputs).flatMap(o =>
      divisorsOf(inputs).flatMap(i =>
        divisorsOf(filterRows * filterColumns).flatMap(taps =>
          g * o * i * taps > mostProducts ? [] : [{ groups: g, outputs: o, inputs: i, taps }],
        ),
      ),
    ),
  );

const mostProducts = 65_536;

export const divisorsOf = (count: number): readonly number[] => {
  const low: number[] = [];
  const high: number[] = [];
  for (let each = 1; each * each <= count; each++) {
    if (count % each !== 0) continue;
    low.push(each);
    if (each * each < count) high.unshift(count / each);
  }
  return [...low, ...high];
};

const streamWays = (stage: StreamStage, { dsp }: Pick<FpgaDevice, "dsp">): readonly Way[] =>
  divisorsOf(stage.channels)
    .filter(lanes => stage.work !== "softmax" || lanes === 1)
    .map(lanes => ({
      folding: { pe: lanes },
      multipliers: null,
      weightMemory: null,
      interval: streamInterval(stage, lanes),
      resources: wholeOf(streamResources(stage, lanes, dsp.kind)),
      streamedBits: 0,
    }));

/** MACs of an image; none in a stream. */
export const stageMacs = (stage: Stage): number => (stage.kind === "matrix" ? macsOf(stage) : 0);
