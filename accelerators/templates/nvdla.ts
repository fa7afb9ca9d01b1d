/**
 * A weight-stationary array after NVDLA: a convolution buffer feeds lanes, one filter each; in a lane, one multiplier per input
 * channel holds a weight while a stripe of inputs streams past, an adder tree sums over the channels, and accumulators sum
 * over everything else. Results go through a vector unit (NVDLA's SDP and PDP) to memory.
 */
import type { Architecture, StorageLevel } from "../../mapping/architecture.ts";
import { type Bits, type BitsPerCycle, type Hertz, quantity } from "../../support/quantity.ts";
import {
  areaOf,
  besideArray,
  busParameter,
  clockParameter,
  controlArea,
  direct,
  dramLevel,
  type End,
  fanOut,
  fixedMode,
  leakageOf,
  linkBandwidth,
  macArea,
  overheads,
  pitchHop,
  registerAccess,
  registerArea,
  sramAccess,
  sramArea,
  vectorUnitArea,
} from "../parts.ts";
import type { Substrate, Technology } from "../technology.ts";
import { type Area, defineTemplate, type Settings } from "../template.ts";

const parameters = {
  pes: { summary: "Multipliers for 8-bit operands", default: 256, minimum: 32, maximum: 4096, grid: { step: 32 } },
  buffer: {
    summary: "Convolution buffer, in bytes",
    default: 262_144,
    minimum: 16_384,
    maximum: 4_194_304,
    grid: { factor: 2 },
  },
  bandwidth: {
    summary: "Convolution buffer to multipliers, in bytes per cycle",
    default: 64,
    minimum: 8,
    maximum: 512,
    grid: { step: 8 },
  },
  clock: clockParameter(1_000_000_000),
  dramBandwidth: busParameter(5_000_000_000),
} as const;
type NvdlaSettings = Settings<typeof parameters>;

/** Partial sums of 32 bits, 32 to a lane: the longest stripe (NVDLA hardware architecture specification, CACC). */
const accumulatorEntries = 32;
const accumulatorBits = 32;
/** The assembly and the delivery group. */
const accumulatorGroups = 2;
/** The weight in use and the next one, 8 bits each (CMAC's shadow registers). */
const weightRegisterBits = 16;
/** nv_full has 16 banks. */
const bufferBanks = 16;
/** Multipliers for each element that the SDP takes in a cycle: 1, 2 and 4 elements on 256 to 1024, 16 on 2048 (nvdla/hw, spec/defs: SDP_BS_THROUGHPUT). */
const pesPerSdpElement = (pes: number): number => (pes < 2048 ? 256 : 128);
/** An element passes two stages of an adder and a multiplier each (SDP's X1 and X2). */
const operationsPerElement = 4;

/** Input channels of the configurations that NVDLA ships, by multipliers (nvdla/hw, spec/defs: MAC_ATOMIC_C_SIZE). */
const shippedChannels: ReadonlyMap<number, number> = new Map([
  [64, 8],
  [256, 32],
  [512, 32],
  [1024, 64],
  [2048, 64],
]);

/** Input channels by filters: as NVDLA ships it, else the most square grid with more channels than filters. */
export const gridOf = (pes: number): { readonly channels: number; readonly filters: number } => {
  const channels = shippedChannels.get(pes) ?? pes / mostSquareFilters(pes);
  return { channels, filters: pes / channels };
};

const mostSquareFilters = (pes: number): number => {
  let filters = Math.floor(Math.sqrt(pes));
  while (pes % filters !== 0) filters--;
  return filters;
};

export const nvdla = defineTemplate({
  name: "nvdla",
  summary: "Weight stationary, unrolled over input and output channels, one convolution buffer for weights and inputs.",
  citation: "NVIDIA Deep Learning Accelerator, hardware architecture specification and primer (nvdla/doc)",
  ignores: [
    "Winograd, compressed and sparse weights.",
    "The zeros beside the diagonal of a depthwise layer's blocks: they are neither stored, nor moved, nor switched.",
    "The image mode that packs the few channels of a first layer.",
    "Bursts and latency of the memory interface.",
    "PDP and CDP: pooling and normalization take the SDP's time, though pooling could go on the fly.",
    "That small configurations have no table for functions: an exponential takes four times as long as a sum on any.",
    "Voltage and frequency scaling: energies are those of the technology table at any clock.",
  ],
  parameters,
  arrange: pes => (pes % parameters.pes.grid.step === 0 && pes >= 32 && pes <= 4096 ? { pes } : undefined),
  build: (settings, substrate) => ({
    name: `nvdla-${settings.pes}`,
    clock: quantity<Hertz>(settings.clock),
    overlap: "double-buffered",
    levels: levels(settings, substrate),
    compute: compute(settings, substrate.technology),
    ...besideArray(substrate, vectorLanes(settings), settings, operationsPerElement),
  }),
  area: (settings, { technology }) => area(settings, technology),
});

const levels = (settings: NvdlaSettings, substrate: Substrate): readonly StorageLevel[] => {
  const { technology } = substrate;
  const { channels, filters } = gridOf(settings.pes);
  const hop = pitchHop(technology, overheads.datapath * peArea(technology, "value"));
  const laneBits = accumulatorGroups * accumulatorEntries * accumulatorBits;
  return [
    dramLevel(substrate, linkBandwidth(settings.dramBandwidth, settings.clock), direct),
    {
      name: "CBUF",
      capacity: quantity<Bits>(8 * settings.buffer),
      holds: ["weights", "inputs"],
      mustHold: ["weights", "inputs"],
      bandwidth: {
        kind: "separate",
        read: quantity<BitsPerCycle>(8 * settings.bandwidth),
        write: linkBandwidth(settings.dramBandwidth, settings.clock),
      },
      access: sramAccess(technology, 64, settings.buffer / bufferBanks / 1024),
      leakage: leakageOf(technology.leakage.sramWattsPerMib, settings.buffer / 2 ** 20),
      // Groups too: depthwise layers run as blocks with weights on the diagonal, one channel to a lane.
      fanOut: fanOut([filters, ["K", "G"]], [1, []], hop),
    },
    {
      name: "accumulators",
      capacity: quantity<Bits>(laneBits),
      holds: ["outputs"],
      mustHold: ["outputs"],
      temporalDimensions: ["N", "P", "Q"],
      bandwidth: { kind: "unlimited" },
      access: sramAccess(technology, accumulatorBits, laneBits / 8 / 1024),
      leakage: leakageOf(technology.leakage.sramWattsPerMib, laneBits / 8 / 2 ** 20),
      fanOut: fanOut([1, []], [channels, ["C"]], hop),
    },
    {
      name: "weight registers",
      capacity: quantity<Bits>(weightRegisterBits),
      holds: ["weights"],
      mustHold: ["weights"],
      temporalDimensions: [],
      bandwidth: { kind: "unlimited" },
      access: registerAccess(technology, 8),
      leakage: leakageOf(technology.leakage.logicWattsPerMm2, 0),
      fanOut: direct,
    },
  ];
};

const compute = ({ pes }: NvdlaSettings, technology: Technology): Architecture["compute"] => ({
  name: "multipliers",
  modes: [fixedMode(technology, 8)],
  leakage: leakageOf(technology.leakage.logicWattsPerMm2, datapathArea(pes, technology, "value") / pes),
});

const vectorLanes = ({ pes }: NvdlaSettings): number =>
  operationsPerElement * Math.max(1, Math.round(pes / pesPerSdpElement(pes)));

/** One multiplier with its weight registers. */
const peArea = (technology: Technology, end: End): number =>
  macArea(technology, 8, 8, end) + registerArea(technology, weightRegisterBits, end);

const vectorArea = (settings: NvdlaSettings, technology: Technology, end: End): number =>
  vectorUnitArea(technology, vectorLanes(settings), end);

const accumulatorArea = (pes: number, technology: Technology, end: End): number => {
  const laneBits = accumulatorGroups * accumulatorEntries * accumulatorBits;
  return gridOf(pes).filters * sramArea(technology, laneBits, laneBits / 8 / 1024, end);
};

const datapathArea = (pes: number, technology: Technology, end: End): number =>
  overheads.datapath * pes * peArea(technology, end);

const area = (settings: NvdlaSettings, technology: Technology): Area => {
  const { pes, buffer } = settings;
  return areaOf(end => ({
    "MAC array": datapathArea(pes, technology, end),
    accumulators: overheads.datapath * accumulatorArea(pes, technology, end),
    CBUF: overheads.buffer * sramArea(technology, 8 * buffer, buffer / bufferBanks / 1024, end),
    "vector unit": overheads.datapath * vectorArea(settings, technology, end),
    control: controlArea(technology, end),
  }));
};
