/**
 * A systolic array after the TPU: one tensor rests in the processing elements, the others pass through from the edges, skewed by a
 * cycle per row and column. While a fold's operands move in and its last results out, part of the array waits.
 */
import type { Architecture, FanOut, StorageLevel } from "../../mapping/architecture.ts";
import type { Dimension, TensorName } from "../../mapping/workload.ts";
import { type Bits, type Cycles, type Hertz, type PicojoulesPerBit, quantity } from "../../support/quantity.ts";
import {
  areaOf,
  besideArray,
  busParameter,
  clockParameter,
  controlArea,
  countParameter,
  direct,
  dramLevel,
  eachWay,
  type End,
  fanOut,
  fixedMode,
  leakageOf,
  linkBandwidth,
  macArea,
  mostSquare,
  overheads,
  pitchHop,
  portParameter,
  registerAccess,
  registerArea,
  sramAccess,
  sramArea,
  vectorUnitArea,
} from "../parts.ts";
import type { Substrate, Technology } from "../technology.ts";
import { type Area, defineTemplate, type Settings } from "../template.ts";

const arraySide = [4, 512, 1] as const;

const parameters = {
  rows: countParameter("Rows of the array", 32, arraySide),
  columns: countParameter("Columns of the array", 32, arraySide),
  stationary: {
    summary: "What rests in the array: 1 weights, 2 outputs, 3 inputs",
    default: 1,
    minimum: 1,
    maximum: 3,
    grid: { step: 1 },
  },
  foldOverlap: {
    summary: "1: the next fold's operands move in while this one computes; 0: folds take turns",
    default: 1,
    minimum: 0,
    maximum: 1,
    grid: { step: 1 },
  },
  buffer: {
    summary: "Buffer of all tensors, in bytes",
    default: 262_144,
    minimum: 16_384,
    maximum: 33_554_432,
    grid: { factor: 2 },
  },
  // Enough for the default array whatever rests: a byte to each row, sums of four bytes to and from each column.
  bandwidth: portParameter(256, 4096),
  clock: clockParameter(700_000_000),
  dramBandwidth: busParameter(16_000_000_000),
} as const;
type SystolicSettings = Settings<typeof parameters>;

interface Dataflow {
  readonly tensor: TensorName;
  readonly down: readonly Dimension[];
  readonly across: readonly Dimension[];
  /** What a processing element turns over while its element rests; the stream from the edges comes from the level above. */
  readonly inside: readonly Dimension[];
}

const weightStationary: Dataflow = { tensor: "weights", down: ["C", "R", "S"], across: ["K"], inside: [] };
const outputStationary: Dataflow = {
  tensor: "outputs",
  down: ["P", "Q", "N"],
  across: ["K"],
  inside: ["C", "R", "S"],
};
const inputStationary: Dataflow = { tensor: "inputs", down: ["C", "R", "S"], across: ["P", "Q", "N"], inside: [] };

/** By the setting `stationary`. Source: SCALE-Sim (Samajdar et al., ISPASS 2020), table I: what lies along rows and columns. */
const dataflowOf = ({ stationary }: SystolicSettings): Dataflow => {
  if (stationary === 3) return inputStationary;
  return stationary === 2 ? outputStationary : weightStationary;
};

const operandBits = 8;
const accumulatorBits = 32;
/** A bank serves one row's or column's edge. */
const banks = 16;
/** Passing through: one operand and one partial sum. Resting: an element and its successor. */
const registerBits = ({ tensor }: Dataflow): number =>
  operandBits + accumulatorBits + 2 * (tensor === "outputs" ? accumulatorBits : operandBits);

/**
 * The TPU's matrix unit: 65,536 MACs take 24 % of at most 331 mm² at 28 nm, 3.7 times what the technology table says
 * (Jouppi et al., ISCA 2017; the share is from memory, unchecked).
 */
const arrayOverhead = 3.7;

export const systolic = defineTemplate({
  name: "systolic",
  summary: "Systolic array, weight, output or input stationary, fill and drain of every fold counted.",
  citation:
    "Samajdar et al., A Systematic Methodology for Characterizing Scalability of DNN Accelerators using SCALE-Sim, ISPASS 2020; Jouppi et al., In-Datacenter Performance Analysis of a Tensor Processing Unit, ISCA 2017",
  ignores: [
    "Banks of the buffer that conflict: one port of the given width stands for all.",
    "A memory of its own for partial sums: they lie in the buffer.",
    "What reads the filter's window several times over (im2col): each row is fed from the buffer by itself.",
    "Diagonal blocks: depthwise layers run one channel after the other.",
    "That rows and columns without work could shorten the way through the array.",
    "Voltage and frequency scaling: energies are those of the technology table at any clock.",
  ],
  parameters,
  arrange: pes => mostSquare(pes, arraySide),
  build: (settings, substrate) => ({
    name: `systolic-${settings.rows}x${settings.columns}`,
    clock: quantity<Hertz>(settings.clock),
    overlap: settings.foldOverlap === 1 ? "double-buffered" : "none",
    levels: levels(settings, substrate),
    compute: compute(settings, substrate.technology),
    ...besideArray(substrate, settings.columns, settings),
  }),
  area: (settings, { technology }) => area(settings, technology),
});

/**
 * Cycles in which a fold does not compute, where folds take turns: weights and inputs move in row by row, the stream passes all rows
 * and columns; outputs are left where they are for the next fold's first sums. Source: SCALE-Sim 3.0.0, `K + R + C - 2`
 * cycles per fold of outputs, `M + 2R + C - 2` of weights, `N + 2R + C - 2` of inputs.
 */
const foldCycles = ({ tensor }: Dataflow, { rows, columns }: SystolicSettings): number =>
  (tensor === "outputs" ? 0 : rows) + rows + columns - 2;

const exchangeOf = (settings: SystolicSettings): NonNullable<StorageLevel["exchange"]> => {
  const dataflow = dataflowOf(settings);
  // Overlapping folds wait for each other only where moving in takes longer than computing.
  const cycles = settings.foldOverlap === 1 ? settings.rows : foldCycles(dataflow, settings);
  return { tensor: dataflow.tensor, cycles: quantity<Cycles>(cycles) };
};

const levels = (settings: SystolicSettings, substrate: Substrate): readonly StorageLevel[] => {
  const { technology } = substrate;
  const { tensor, inside } = dataflowOf(settings);
  const resting = tensor === "outputs" ? accumulatorBits : operandBits;
  return [
    dramLevel(substrate, linkBandwidth(settings.dramBandwidth, settings.clock), direct),
    {
      name: "buffer",
      capacity: quantity<Bits>(8 * settings.buffer),
      holds: ["weights", "inputs", "outputs"],
      mustHold: ["weights", "inputs", "outputs"],
      bandwidth: eachWay(settings.bandwidth),
      access: sramAccess(technology, 64, settings.buffer / banks / 1024),
      leakage: leakageOf(technology.leakage.sramWattsPerMib, settings.buffer / 2 ** 20),
      fanOut: arrayOf(settings, pitchHop(technology, arrayOverhead * peArea(settings, technology, "value"))),
    },
    {
      name: "registers",
      capacity: quantity<Bits>(2 * resting),
      holds: [tensor],
      mustHold: [tensor],
      temporalDimensions: inside,
      bandwidth: { kind: "unlimited" },
      exchange: exchangeOf(settings),
      access: registerAccess(technology, resting),
      leakage: leakageOf(technology.leakage.logicWattsPerMm2, 0),
      fanOut: direct,
    },
  ];
};

const arrayOf = (settings: SystolicSettings, hop: PicojoulesPerBit): FanOut => {
  const { across, down } = dataflowOf(settings);
  return fanOut([settings.columns, across], [settings.rows, down], hop);
};

const compute = (settings: SystolicSettings, technology: Technology): Architecture["compute"] => {
  const dataflow = dataflowOf(settings);
  const mode = fixedMode(technology, operandBits);
  const leakage = leakageOf(technology.leakage.logicWattsPerMm2, arrayOverhead * peArea(settings, technology, "value"));
  const common = { name: "multipliers", modes: [mode], leakage };
  if (settings.foldOverlap !== 1) return common;
  // The first fold's way in is counted as it fills the registers.
  const skew = foldCycles(dataflow, settings) - (dataflow.tensor === "outputs" ? 0 : settings.rows);
  return { ...common, skew: quantity<Cycles>(skew) };
};

const peArea = (settings: SystolicSettings, technology: Technology, end: End): number =>
  macArea(technology, operandBits, operandBits, end) +
  registerArea(technology, registerBits(dataflowOf(settings)), end);

const area = (settings: SystolicSettings, technology: Technology): Area => {
  const { rows, columns, buffer } = settings;
  return areaOf(end => ({
    array: arrayOverhead * rows * columns * peArea(settings, technology, end),
    buffer: overheads.buffer * sramArea(technology, 8 * buffer, buffer / banks / 1024, end),
    "vector unit": overheads.datapath * vectorUnitArea(technology, columns, end),
    control: controlArea(technology, end),
  }));
};
