/**
 * A row-stationary array after Eyeriss: each processing element convolves one filter row with one input row. Filter rows lie down
 * the rows of the array, output rows across its columns, input rows along its diagonals; partial sums go up the columns.
 */
import type { StorageLevel } from "../../mapping/architecture.ts";
import type { Dimension, TensorName } from "../../mapping/workload.ts";
import { type Bits, type Hertz, quantity } from "../../support/quantity.ts";
import {
  areaOf,
  besideArray,
  bufferArea,
  bufferLevel,
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
  vectorUnitArea,
} from "../parts.ts";
import type { Substrate, Technology } from "../technology.ts";
import { type Area, defineTemplate, type Settings } from "../template.ts";

const arraySide = [3, 256, 1] as const;

const parameters = {
  rows: countParameter("Rows of the array: filter rows, more output rows, channels", 12, arraySide),
  columns: countParameter("Columns of the array: output rows and filters", 14, arraySide),
  inputEntries: countParameter("Inputs that a processing element keeps", 12, [1, 256, 1]),
  weightEntries: countParameter("Weights that a processing element keeps", 224, [1, 1024, 1]),
  sumEntries: countParameter("Partial sums that a processing element keeps", 24, [1, 256, 1]),
  operandBits: countParameter("Width of weights and inputs, in bits", 16, [8, 16, 8]),
  buffer: countParameter("Global buffer of inputs and partial sums, in bytes", 110_592, [8192, 4_194_304, 1024]),
  bandwidth: portParameter(16, 4096),
  clock: clockParameter(200_000_000),
  dramBandwidth: busParameter(1_000_000_000),
} as const;
type EyerissSettings = Settings<typeof parameters>;

/** 100 KB in 25 banks (Chen et al., JSSC 2017). */
const banks = 25;

export const eyeriss = defineTemplate({
  name: "eyeriss",
  summary: "Row stationary, unrolled over filter and output rows, inputs shared along the diagonals.",
  citation:
    "Chen et al., Eyeriss: An Energy-Efficient Reconfigurable Accelerator for Deep Convolutional Neural Networks, JSSC 2017",
  ignores: [
    "The time to fill the array before each pass, 3 to 9 % on AlexNet: processing elements take in the next pass' data while they compute (`mortise validate eyeriss` counts it).",
    "Run-length coding of what goes to memory, and the gating of multipliers at zeros.",
    "The part of the global buffer that prefetches weights: they go from memory to the array.",
    "That the chip keeps its partial sums in 16 bits: there is room for twice the width of the operands.",
    "Voltage and frequency scaling: energies are those of the technology table at any clock.",
    "Area beside the table's parts is that fitted to NVDLA; it is not checked against this chip.",
  ],
  parameters,
  arrange: pes => mostSquare(pes, arraySide),
  build: (settings, substrate) => ({
    name: `eyeriss-${settings.rows}x${settings.columns}`,
    clock: quantity<Hertz>(settings.clock),
    overlap: "perfect",
    levels: levels(settings, substrate),
    compute: {
      name: "multipliers",
      modes: [fixedMode(substrate.technology, settings.operandBits)],
      leakage: leakageOf(
        substrate.technology.leakage.logicWattsPerMm2,
        peArea(settings, substrate.technology, "value"),
      ),
    },
    ...besideArray(substrate, settings.columns, settings),
  }),
  area: (settings, { technology }) => area(settings, technology),
});

const levels = (settings: EyerissSettings, substrate: Substrate): readonly StorageLevel[] => {
  const { technology } = substrate;
  const hop = pitchHop(technology, peArea(settings, technology, "value"));
  const bits = scratchpadBits(settings);
  return [
    dramLevel(substrate, linkBandwidth(settings.dramBandwidth, settings.clock), direct),
    bufferLevel(technology, {
      name: "global buffer",
      bytes: settings.buffer,
      banks,
      wordBits: 64,
      holds: ["inputs", "outputs"],
      bandwidth: eachWay(settings.bandwidth),
      fanOut: {
        ...fanOut([settings.columns, ["P", "K"]], [settings.rows, ["R", "P", "C", "K"]], hop),
        sharesWindows: true,
      },
    }),
    scratchpad(technology, "input scratchpad", "inputs", bits.inputs, []),
    {
      ...scratchpad(technology, "weight scratchpad", "weights", bits.weights, ["C", "S"]),
      access: sramAccess(technology, settings.operandBits, bits.weights / 8 / 1024),
    },
    scratchpad(technology, "sum scratchpad", "outputs", bits.outputs, ["K"]),
  ];
};

/** Of flip-flops; that of the weights, the largest, is a memory (Chen et al., JSSC 2017). */
const scratchpad = (
  technology: Technology,
  name: string,
  tensor: TensorName,
  bits: number,
  temporalDimensions: readonly Dimension[],
): StorageLevel => ({
  name,
  capacity: quantity<Bits>(bits),
  holds: [tensor],
  mustHold: [tensor],
  temporalDimensions,
  bandwidth: { kind: "unlimited" },
  access: registerAccess(technology, 16),
  leakage: leakageOf(technology.leakage.logicWattsPerMm2, 0),
  fanOut: direct,
});

const scratchpadBits = ({
  inputEntries,
  weightEntries,
  sumEntries,
  operandBits,
}: EyerissSettings): Readonly<Record<TensorName, number>> => ({
  inputs: inputEntries * operandBits,
  weights: weightEntries * operandBits,
  outputs: 2 * sumEntries * operandBits,
});

const peArea = (settings: EyerissSettings, technology: Technology, end: End): number => {
  const { inputs, weights, outputs } = scratchpadBits(settings);
  return (
    overheads.datapath * macArea(technology, settings.operandBits, settings.operandBits, end) +
    registerArea(technology, inputs + outputs, end) +
    bufferArea(technology, weights / 8, 1, end)
  );
};

const area = (settings: EyerissSettings, technology: Technology): Area => {
  const { rows, columns, buffer } = settings;
  return areaOf(end => ({
    array: rows * columns * peArea(settings, technology, end),
    "global buffer": bufferArea(technology, buffer, banks, end),
    "vector unit": overheads.datapath * vectorUnitArea(technology, columns, end),
    control: controlArea(technology, end),
  }));
};
