/** FPGA designs that others have placed and measured, at the foldings that they used, against our streaming engines. */
import coefficients from "../../fpga/coefficients.json" with { type: "json" };
import { bufferFor } from "../../fpga/memory-blocks.ts";
import { type Resources, sumOf } from "../../fpga/resources.ts";
import { matrixInterval, matrixResources, streamInterval, streamResources } from "../../fpga/streaming/engine.ts";
import { latencyOf, queuesOf } from "../../fpga/streaming/timing.ts";
import type { Deviation, Validation, ValidationRow } from "../validation.ts";
import { cnv, dsCnn, type FoldedStage, lfc, mobileNet, pipelineOf, resnet8 } from "./designs.ts";
import measured from "./measured.json" with { type: "json" };

export const fpga: Validation = {
  name: "fpga",
  summary:
    "Look-up tables, flip-flops, DSP slices, block RAMs and speed of eleven placed designs for 7-series FPGAs, at their own foldings.",
  source: `${measured.fpgaConvNet.source}; ${measured.bnnPynq.source}`,
  rows: () => [...measured.fpgaConvNet.designs.flatMap(integerRows), ...measured.bnnPynq.designs.flatMap(binaryRows)],
};

const tolerances = { lut: 0.25, ff: 0.25, dsp: 0.15, bram: 0.15, pace: 0.2 };

/** Every board of these has a part of the 7 series. */
const slices = "DSP48E1";

type IntegerDesign = (typeof measured.fpgaConvNet.designs)[number];
type BinaryDesign = (typeof measured.bnnPynq.designs)[number];

const integerRows = (design: IntegerDesign): readonly ValidationRow[] => {
  const folded = stagesOf(design);
  const picture = design.network === "dsCnn" ? { rows: 49, rowElements: 10 } : pictureOf(design.network);
  const pipeline = pipelineOf(folded, { ...picture, bits: 8 });
  const queues = queuesOf(pipeline).map(({ bits, elements }) => bufferFor(bits, elements));
  const used = sumOf([...folded.map(resourcesOf), ...queues]);
  const cycles = latencyOf(pipeline, folded.map(intervalOf));
  return [
    row(design.name, "inferences/s", design.inferencesPerSecond, (design.clockMhz * 1e6) / cycles, tolerances.pace),
    ...resourceRows(design, used),
  ];
};

const pictureOf = (network: string): { readonly rows: number; readonly rowElements: number } =>
  network === "mobileNet" ? { rows: 96, rowElements: 96 * 3 } : { rows: 32, rowElements: 32 * 3 };

/** What a design's numbers say: the table has them, and null where a network has none. */
interface Foldings {
  readonly firstTaps?: number;
  readonly firstOutputs?: number;
  readonly coarse?: readonly number[];
  readonly inDsp?: readonly number[];
  readonly depthwise?: { readonly taps: number; readonly groups: readonly number[]; readonly inLut: readonly number[] };
  readonly pointwise?: { readonly inputs: number; readonly outputs: readonly number[]; readonly inLut: boolean };
}

const stagesOf = (design: IntegerDesign): readonly FoldedStage[] => {
  const { firstTaps = 1, firstOutputs = 1, coarse = [], inDsp = [], depthwise, pointwise }: Foldings = design;
  if (depthwise === undefined || pointwise === undefined) return resnet8(coarse, inDsp);
  const folding = {
    first: { taps: firstTaps, outputs: firstOutputs },
    depthwise: depthwise.groups.map((groups, i) => ({
      taps: depthwise.taps,
      groups,
      inLut: depthwise.inLut.includes(i),
    })),
    pointwise: pointwise.outputs.map(outputs => ({ inputs: pointwise.inputs, outputs, inLut: pointwise.inLut })),
  };
  return design.network === "dsCnn" ? dsCnn(folding) : mobileNet(folding);
};

const binaryRows = (design: BinaryDesign): readonly ValidationRow[] => {
  const folded = design.network === "cnv" ? cnv(design.bits) : lfc(design.bits);
  const used = sumOf([...folded.map(resourcesOf), coefficients.binary.hostPort]);
  const slowest = Math.max(...folded.map(intervalOf));
  return [
    row(design.name, "cycles of the slowest layer", design.slowestLayerCycles, slowest, 0),
    ...resourceRows(design, used),
  ];
};

const intervalOf = ({ stage, folding }: FoldedStage): number => {
  if (stage.kind === "stream") return streamInterval(stage, 1);
  return folding === undefined ? 0 : matrixInterval(stage, folding);
};

const resourcesOf = ({ stage, folding }: FoldedStage): Partial<Resources> => {
  if (stage.kind === "stream") return streamResources(stage, 1, slices);
  return folding === undefined ? {} : matrixResources(stage, folding, slices);
};

const resourceRows = (
  { name, lut, ff, dsp, bram36 }: Pick<IntegerDesign, "name" | "lut" | "ff" | "dsp" | "bram36">,
  used: Resources,
): readonly ValidationRow[] => [
  row(name, "look-up tables", lut, Math.round(used.lut), tolerances.lut),
  row(name, "flip-flops", ff, Math.round(used.ff), tolerances.ff),
  row(name, "DSP slices", dsp, used.dsp, tolerances.dsp),
  row(name, "block RAMs of 36 Kib", bram36, used.bram18 / 2, tolerances.bram),
];

const row = (subject: string, quantity: string, reference: number, model: number, tolerance: number): ValidationRow => {
  const deviation = deviations[`${subject}, ${quantity}`];
  return { subject, quantity, reference, model, tolerance, ...(deviation === undefined ? {} : { deviation }) };
};

const garbled =
  "the published table gives 28 block RAMs and 55 % of the part's 545, which contradict one another (the cell is that of another board's row); 300 is taken from the percentage";
const wide =
  "the design has many narrow streams in parallel, and its buffers between modules, which are not published, lie in block RAMs too";
const small = "the design has 16 block RAMs in all, so that three more or less are a fifth";
const spilled =
  "the tool placed shallow windows of wide words in look-up tables, where the formula gives each a block RAM";

const deviations: Readonly<Record<string, Deviation>> = {
  "ZC706, ResNet-8, block RAMs of 36 Kib": { reason: garbled, upTo: 0.19 },
  "ZC706, MobileNet, block RAMs of 36 Kib": { reason: wide, upTo: 0.19 },
  "Zybo, DS-CNN, block RAMs of 36 Kib": { reason: small, upTo: 0.2 },
  "cnvW1A2, block RAMs of 36 Kib": { reason: spilled, upTo: 0.25 },
};
