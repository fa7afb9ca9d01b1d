/**
 * One chiplet after Simba: a grid of processing elements behind a global buffer, each a few vector multipliers that keep their
 * weights while positions stream past, with buffers of their own for weights, inputs and partial sums.
 */
import type { StorageLevel } from "../../mapping/architecture.ts";
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
  vectorUnitArea,
} from "../parts.ts";
import type { Substrate, Technology } from "../technology.ts";
import { type Area, defineTemplate, type Settings } from "../template.ts";

const bytesParameter = (summary: string, bytes: number, minimum: number) =>
  ({ summary, default: bytes, minimum, maximum: 1024 * bytes, grid: { factor: 2 } }) as const;

const gridSide = [1, 64, 1] as const;

const parameters = {
  rows: countParameter("Rows of processing elements: input channels or output rows", 4, gridSide),
  columns: countParameter("Columns of processing elements: output channels or output columns", 4, gridSide),
  lanes: countParameter("Vector multipliers per processing element, a filter each", 8, [1, 64, 1]),
  width: countParameter("Multipliers of a lane, an input channel each", 8, [1, 64, 1]),
  buffer: bytesParameter("Global buffer of inputs and outputs, in bytes", 65_536, 16_384),
  weightBuffer: bytesParameter("Weights of a processing element, in bytes", 32_768, 4096),
  inputBuffer: bytesParameter("Inputs of a processing element, in bytes", 8192, 1024),
  sumBuffer: bytesParameter("Partial sums of a processing element, in bytes", 3072, 768),
  bandwidth: portParameter(64, 4096),
  clock: clockParameter(1_000_000_000),
  dramBandwidth: busParameter(16_000_000_000),
} as const;
type SimbaSettings = Settings<typeof parameters>;

const operandBits = 8;
const globalBanks = 4;
const weightBanks = 8;
/** The weight in use and the next one. */
const weightRegisterBits = 2 * operandBits;

export const simba = defineTemplate({
  name: "simba",
  summary: "A chiplet: a grid of processing elements of vector multipliers, weight stationary, three buffers each.",
  citation: "Shao et al., Simba: Scaling Deep-Learning Inference with Multi-Chip-Module-Based Architecture, MICRO 2019",
  ignores: [
    "Other chiplets, and the network between them: this is one.",
    "Hops: the network on chip costs the wire over one processing element per bit, whatever the distance.",
    "The processor that runs the chip.",
    "That each half of every buffer is filled while the other is read, which is why tiles have half of it, costs no cycles for switching.",
    "Voltage and frequency scaling: energies are those of the technology table at any clock.",
    "Area beside the table's parts is that fitted to NVDLA; it is not checked against this chip.",
  ],
  parameters,
  arrange: pes => arrange(pes),
  build: (settings, substrate) => ({
    name: `simba-${settings.rows * settings.columns}x${settings.lanes * settings.width}`,
    clock: quantity<Hertz>(settings.clock),
    overlap: "double-buffered",
    levels: levels(settings, substrate),
    compute: {
      name: "multipliers",
      modes: [fixedMode(substrate.technology, operandBits)],
      leakage: leakageOf(
        substrate.technology.leakage.logicWattsPerMm2,
        overheads.datapath * multiplierArea(substrate.technology, "value"),
      ),
    },
    ...besideArray(substrate, vectorLanes(settings), settings),
  }),
  area: (settings, { technology }) => area(settings, technology),
});

/** Elements of 8 × 8 multipliers, or of the next smaller vectors that divide the number, their buffers in proportion. */
const arrange = (pes: number): Partial<SimbaSettings> | undefined => {
  const vectors = [
    [8, 8],
    [4, 8],
    [4, 4],
    [2, 4],
  ] as const;
  const fitting = vectors.find(([lanes, width]) => pes % (lanes * width) === 0);
  if (fitting === undefined) return undefined;
  const [lanes, width] = fitting;
  const grid = mostSquare(pes / (lanes * width), gridSide);
  if (grid === undefined) return undefined;
  const { weightBuffer, inputBuffer, sumBuffer } = parameters;
  return {
    ...grid,
    lanes,
    width,
    weightBuffer: (weightBuffer.default * lanes * width) / 64,
    inputBuffer: (inputBuffer.default * width) / 8,
    sumBuffer: (sumBuffer.default * lanes) / 8,
  };
};

const levels = (settings: SimbaSettings, substrate: Substrate): readonly StorageLevel[] => {
  const { technology } = substrate;
  const grid = pitchHop(technology, peArea(settings, technology, "value"));
  return [
    dramLevel(substrate, linkBandwidth(settings.dramBandwidth, settings.clock), direct),
    bufferLevel(technology, {
      name: "global buffer",
      bytes: settings.buffer,
      banks: globalBanks,
      wordBits: 64,
      holds: ["inputs", "outputs"],
      bandwidth: eachWay(settings.bandwidth),
      fanOut: fanOut([settings.columns, ["K", "Q", "G"]], [settings.rows, ["C", "P", "G"]], grid),
    }),
    ...peLevels(settings, technology),
  ];
};

const peLevels = (settings: SimbaSettings, technology: Technology): readonly StorageLevel[] => {
  const { lanes, width } = settings;
  const vector = pitchHop(technology, overheads.datapath * multiplierArea(technology, "value"));
  const described = { banks: 1, wordBits: 64, fanOut: direct };
  return [
    {
      ...bufferLevel(technology, {
        ...described,
        name: "input buffer",
        bytes: settings.inputBuffer,
        holds: ["inputs"],
      }),
      temporalDimensions: [],
    },
    {
      ...bufferLevel(technology, {
        ...described,
        name: "weight buffer",
        bytes: settings.weightBuffer,
        banks: weightBanks,
        holds: ["weights"],
      }),
      temporalDimensions: ["K", "C", "R", "S"],
    },
    {
      ...bufferLevel(technology, {
        name: "sum buffer",
        bytes: settings.sumBuffer,
        banks: lanes,
        wordBits: 32,
        holds: ["outputs"],
        fanOut: fanOut([lanes, ["K"]], [width, ["C"]], vector),
      }),
      temporalDimensions: ["N", "P", "Q"],
    },
    {
      name: "weight registers",
      capacity: quantity<Bits>(weightRegisterBits),
      holds: ["weights"],
      mustHold: ["weights"],
      temporalDimensions: [],
      bandwidth: { kind: "unlimited" },
      access: registerAccess(technology, operandBits),
      leakage: leakageOf(technology.leakage.logicWattsPerMm2, 0),
      fanOut: direct,
    },
  ];
};

/** A post-processing unit of one lane beside each column of processing elements. */
const vectorLanes = ({ columns }: SimbaSettings): number => 4 * columns;

const multiplierArea = (technology: Technology, end: End): number =>
  macArea(technology, operandBits, operandBits, end) + registerArea(technology, weightRegisterBits, end);

const peBufferArea = (settings: SimbaSettings, technology: Technology, end: End): number =>
  bufferArea(technology, settings.inputBuffer, 1, end) +
  bufferArea(technology, settings.weightBuffer, weightBanks, end) +
  bufferArea(technology, settings.sumBuffer, settings.lanes, end);

const peArea = (settings: SimbaSettings, technology: Technology, end: End): number =>
  overheads.datapath * settings.lanes * settings.width * multiplierArea(technology, end) +
  peBufferArea(settings, technology, end);

const area = (settings: SimbaSettings, technology: Technology): Area => {
  const { rows, columns, lanes, width, buffer } = settings;
  return areaOf(end => ({
    multipliers: overheads.datapath * rows * columns * lanes * width * multiplierArea(technology, end),
    "processing elements' buffers": rows * columns * peBufferArea(settings, technology, end),
    "global buffer": bufferArea(technology, buffer, globalBanks, end),
    "vector unit": overheads.datapath * vectorUnitArea(technology, vectorLanes(settings), end),
    control: controlArea(technology, end),
  }));
};
