/**
 * A bit-serial array after Loom: a lane forms one bit of weight times one bit of input each cycle, so that a product takes as many
 * cycles as its operands have bits together, and narrow networks run faster. Many lanes make up for it: filters × windows × channels.
 */
import type { Architecture, MacMode, StorageLevel } from "../../mapping/architecture.ts";
import { type Bits, type Hertz, type Picojoules, quantity } from "../../support/quantity.ts";
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
  leakageOf,
  linkBandwidth,
  macArea,
  macEnergy,
  overheads,
  pitchHop,
  portParameter,
  registerAccess,
  registerArea,
  vectorUnitArea,
} from "../parts.ts";
import type { Substrate, Technology } from "../technology.ts";
import { type Area, defineTemplate, type Settings } from "../template.ts";

const parameters = {
  filters: countParameter("Rows of serial units, a filter each", 128, [4, 1024, 4]),
  windows: countParameter("Columns of serial units, an output position each", 16, [1, 64, 1]),
  channels: countParameter("Lanes of a serial unit, an input channel each", 16, [1, 64, 1]),
  buffer: {
    summary: "Buffer of all tensors, in bytes",
    default: 2_097_152,
    minimum: 16_384,
    maximum: 33_554_432,
    grid: { factor: 2 },
  },
  // Enough for the default array at one bit by one bit: 128 × 16 weights and 16 × 16 inputs of a bit each cycle.
  bandwidth: portParameter(512, 8192),
  clock: clockParameter(1_000_000_000),
  dramBandwidth: busParameter(16_000_000_000),
} as const;
type BitserialSettings = Settings<typeof parameters>;

/** Each pair is a mode; others run in the next wider one. */
const widths = [1, 2, 3, 4, 5, 6, 8, 16] as const;
const accumulatorBits = 32;
const banks = 32;
/** Lanes that do one product of 8 bits by 8 a cycle: as an element of another template. */
const lanesPerElement = 64;
/** What is added to, and the finished sum on its way out. */
const sumBits = 2 * accumulatorBits;

export const bitserial = defineTemplate({
  name: "bitserial",
  summary:
    "Bit-serial lanes: cycles per product = weight bits × input bits, unrolled over filters, positions and channels.",
  citation:
    "Sharify et al., Loom: Exploiting Weight and Activation Precisions to Accelerate Convolutional Neural Networks, DAC 2018",
  ignores: [
    "Precision found while running: every value takes the bits of its tensor.",
    "The turning of words into bit planes on their way in.",
    "That all lanes share a control of the bit counter: widths beside the modes' are rounded up.",
    "Diagonal blocks: depthwise layers run one channel after the other.",
    "That the technology table starts at 8 bits: one-bit lanes lie on its power law, far from what was measured.",
    "Banks of the buffer that conflict: one port of the given width stands for all.",
    "Voltage and frequency scaling: energies are those of the technology table at any clock.",
    "Area beside the table's parts is that fitted to NVDLA; it is not checked against this chip.",
  ],
  parameters,
  arrange: pes => {
    const filters = (pes * lanesPerElement) / (parameters.windows.default * parameters.channels.default);
    return filters >= 4 && filters <= 1024 && filters % 4 === 0 ? { filters } : undefined;
  },
  build: (settings, substrate) => ({
    name: `bitserial-${settings.filters}x${settings.windows}x${settings.channels}`,
    clock: quantity<Hertz>(settings.clock),
    overlap: "double-buffered",
    levels: levels(settings, substrate),
    compute: compute(settings, substrate.technology),
    ...besideArray(substrate, settings.windows, settings),
  }),
  area: (settings, { technology }) => area(settings, technology),
});

/**
 * A product is `weight bits · input bits` one-bit products, a cycle each, and each cycle reads and writes the unit's sum for all its
 * lanes. The last of these is counted as an access to the sums, the others here.
 */
const modeOf = (
  { channels }: BitserialSettings,
  technology: Technology,
  weightBits: number,
  inputBits: number,
): MacMode => {
  const cycles = weightBits * inputBits;
  const { read, write } = registerAccess(technology, accumulatorBits);
  return {
    weightBits,
    inputBits,
    energy: quantity<Picojoules>(
      macEnergy(technology, weightBits, inputBits) + ((read + write) * (cycles - 1)) / channels,
    ),
    macsPerCycle: 1 / cycles,
  };
};

const compute = (settings: BitserialSettings, technology: Technology): Architecture["compute"] => ({
  name: "lanes",
  modes: widths.flatMap(weightBits => widths.map(inputBits => modeOf(settings, technology, weightBits, inputBits))),
  leakage: leakageOf(technology.leakage.logicWattsPerMm2, unitArea(settings, technology, "value") / settings.channels),
});

const levels = (settings: BitserialSettings, substrate: Substrate): readonly StorageLevel[] => {
  const { technology } = substrate;
  const { filters, windows, channels } = settings;
  const grid = pitchHop(technology, unitArea(settings, technology, "value"));
  const lanes = pitchHop(technology, overheads.datapath * laneArea(technology, "value"));
  return [
    dramLevel(substrate, linkBandwidth(settings.dramBandwidth, settings.clock), direct),
    bufferLevel(technology, {
      name: "buffer",
      bytes: settings.buffer,
      banks,
      wordBits: 64,
      holds: ["weights", "inputs", "outputs"],
      bandwidth: eachWay(settings.bandwidth),
      fanOut: fanOut([filters, ["K"]], [windows, ["P", "Q", "N"]], grid),
    }),
    {
      name: "sums",
      capacity: quantity<Bits>(sumBits),
      holds: ["outputs"],
      mustHold: ["outputs"],
      temporalDimensions: ["C", "R", "S"],
      bandwidth: { kind: "unlimited" },
      access: registerAccess(technology, accumulatorBits),
      leakage: leakageOf(technology.leakage.logicWattsPerMm2, 0),
      fanOut: fanOut([1, []], [channels, ["C"]], lanes),
    },
  ];
};

const laneArea = (technology: Technology, end: End): number => macArea(technology, 1, 1, end);

const unitArea = ({ channels }: BitserialSettings, technology: Technology, end: End): number =>
  overheads.datapath * channels * laneArea(technology, end) + registerArea(technology, sumBits, end);

const area = (settings: BitserialSettings, technology: Technology): Area => {
  const { filters, windows, buffer } = settings;
  return areaOf(end => ({
    "serial units": filters * windows * unitArea(settings, technology, end),
    buffer: bufferArea(technology, buffer, banks, end),
    "vector unit": overheads.datapath * vectorUnitArea(technology, windows, end),
    control: controlArea(technology, end),
  }));
};
