/**
 * An output-stationary array after ShiDianNao: each processing element keeps one output pixel and adds to it, while weights are
 * broadcast and inputs are handed from neighbour to neighbour, so that the array reads each row and column of its window once.
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

const arraySide = [2, 256, 1] as const;

const parameters = {
  rows: countParameter("Rows of the array, over output rows", 8, arraySide),
  columns: countParameter("Columns of the array, over output columns", 8, arraySide),
  window: countParameter("Inputs that a processing element keeps for itself and its neighbours", 32, [4, 256, 1]),
  operandBits: countParameter("Width of weights and inputs, in bits", 16, [8, 16, 8]),
  // NBin and NBout of 64 KiB each, SB of 128 KiB.
  buffer: {
    summary: "Buffer of all tensors, in bytes",
    default: 262_144,
    minimum: 16_384,
    maximum: 4_194_304,
    grid: { factor: 2 },
  },
  // Both columns of banks give NBin's 8 × 8 neurons of two bytes in a cycle (Du et al., section 7).
  bandwidth: portParameter(128, 4096),
  clock: clockParameter(1_000_000_000),
  dramBandwidth: busParameter(4_000_000_000),
} as const;
type ShidiannaoSettings = Settings<typeof parameters>;

const accumulatorBits = 32;
const banks = 16;
/** What is at work and what is coming in. */
const copies = 2;

export const shidiannao = defineTemplate({
  name: "shidiannao",
  summary: "Output stationary, unrolled over output rows and columns, neighbours share their input windows.",
  citation: "Du et al., ShiDianNao: Shifting Vision Processing Closer to the Sensor, ISCA 2015",
  ignores: [
    "That the two feature-map buffers and the weight buffer are apart: one buffer takes all.",
    "The order in which a window walks through the array, and that windows wider than what is kept are read again.",
    "The sensor beside the chip: inputs come from memory.",
    "Voltage and frequency scaling: energies are those of the technology table at any clock.",
    "Area beside the table's parts is that fitted to NVDLA; it is not checked against this chip.",
  ],
  parameters,
  arrange: pes => mostSquare(pes, arraySide),
  build: (settings, substrate) => ({
    name: `shidiannao-${settings.rows}x${settings.columns}`,
    clock: quantity<Hertz>(settings.clock),
    overlap: "double-buffered",
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

const levels = (settings: ShidiannaoSettings, substrate: Substrate): readonly StorageLevel[] => {
  const { technology } = substrate;
  const hop = pitchHop(technology, peArea(settings, technology, "value"));
  return [
    dramLevel(substrate, linkBandwidth(settings.dramBandwidth, settings.clock), direct),
    bufferLevel(technology, {
      name: "buffer",
      bytes: settings.buffer,
      banks,
      wordBits: 64,
      holds: ["weights", "inputs", "outputs"],
      bandwidth: eachWay(settings.bandwidth),
      fanOut: { ...fanOut([settings.columns, ["Q"]], [settings.rows, ["P"]], hop), sharesWindows: true },
    }),
    {
      name: "processing elements",
      capacity: quantity<Bits>(registerBits(settings)),
      holds: ["inputs", "outputs"],
      mustHold: ["inputs", "outputs"],
      // The window is walked here; channels come one after the other, while the sum stays.
      temporalDimensions: ["R", "S"],
      bandwidth: { kind: "unlimited" },
      access: registerAccess(technology, settings.operandBits),
      leakage: leakageOf(technology.leakage.logicWattsPerMm2, 0),
      fanOut: direct,
    },
  ];
};

const registerBits = ({ window, operandBits }: ShidiannaoSettings): number =>
  copies * (window * operandBits + accumulatorBits);

const peArea = (settings: ShidiannaoSettings, technology: Technology, end: End): number =>
  overheads.datapath * macArea(technology, settings.operandBits, settings.operandBits, end) +
  registerArea(technology, registerBits(settings), end);

const area = (settings: ShidiannaoSettings, technology: Technology): Area => {
  const { rows, columns, buffer } = settings;
  return areaOf(end => ({
    array: rows * columns * peArea(settings, technology, end),
    buffer: bufferArea(technology, buffer, banks, end),
    "vector unit": overheads.datapath * vectorUnitArea(technology, columns, end),
    control: controlArea(technology, end),
  }));
};
