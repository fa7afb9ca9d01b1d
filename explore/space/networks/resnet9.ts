/**
 * The residual networks of NASAIC: a stem, then stages of one convolution, a pool that halves the picture, and a residual of so many
 * further convolutions. Named as the paper does, `32,128,2,256,2,256,2`: filters of the stem, then filters and further convolutions of
 * each stage.
 */
import type { Graph } from "../../../ir/graph.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import { type Choice, type Encoding, type OrdinalChoice, valueOf } from "../design-space.ts";
import { LayerBuilder, type LayerResult } from "./layers.ts";
import {
  type ImageClassification,
  type NetworkSpaceDefinition,
  numbersIn,
  type SizedNetworkSpace,
} from "./network-space.ts";
import { halved, halvingOf, pictureOf } from "./picture.ts";

interface ResidualSizes {
  /** What the filters of the stem may be, those of each stage, and the further convolutions of a stage; rising. */
  readonly stem: readonly number[];
  readonly widths: readonly number[];
  readonly depths: readonly number[];
  readonly stages: number;
}

/** The widths are those of the paper's examples and between; its own lists are not published. */
const published: ResidualSizes = { stem: [8, 16, 32, 64], widths: [32, 64, 128, 256], depths: [0, 1, 2], stages: 3 };

const residualSpace = ({ stem, widths, depths, stages }: ResidualSizes): NetworkSpaceDefinition => {
  const ofStage = (stage: number): readonly Choice[] => [
    ordinal(`filters ${stage}`, widths),
    ordinal(`residual ${stage}`, depths),
  ];
  const choices = [ordinal("filters 0", stem), ...Array.from({ length: stages }, (_, i) => ofStage(i + 1)).flat()];
  const valuesOf = (encoding: Encoding): readonly number[] =>
    choices.map((choice, i) => Number(valueOf(choice, encoding[i] ?? -1)));
  return {
    source: "Yang et al., Co-Exploration of Neural Architectures and Heterogeneous ASIC Accelerator Designs, DAC 2020",
    choices,
    canonical: encoding => encoding,
    nameOf: encoding => valuesOf(encoding).join(","),
    graphOf: (encoding, task) => graphOf(valuesOf(encoding), task),
  };
};

const ordinal = (name: string, values: readonly number[]): OrdinalChoice => ({ kind: "ordinal", name, values });

const graphOf = ([stem, ...sizes]: readonly number[], task: ImageClassification): Graph => {
  if (stem === undefined) throw new InternalError("a residual network without a stem");
  const build = new LayerBuilder(`resnet9 ${[stem, ...sizes].join(",")}`, task);
  let picture = pictureOf(task);
  let value = convolution(build, "stem", build.image(), stem);
  for (let stage = 1; 2 * stage <= sizes.length; stage++) {
    const [filters = 1, depth = 0] = sizes.slice(2 * stage - 2, 2 * stage);
    const name = `stage${stage}`;
    value = build.maxPool(`${name}.pool`, convolution(build, name, value, filters), halvingOf(picture));
    picture = halved(picture);
    value = residual(build, `${name}.residual`, value, filters, depth);
  }
  return build.classifier("classifier", value);
};

const convolution = (build: LayerBuilder, name: string, input: LayerResult, filters: number): LayerResult =>
  build.relu(`${name}.relu`, build.convolution(name, input, { filters, size: 3 }));

const residual = (
  build: LayerBuilder,
  name: string,
  input: LayerResult,
  filters: number,
  depth: number,
): LayerResult => {
  let value = input;
  for (let layer = 1; layer <= depth; layer++) value = convolution(build, `${name}${layer}`, value, filters);
  return depth === 0 ? input : build.add(`${name}.sum`, value, input);
};

export const resnet9: SizedNetworkSpace = {
  ...residualSpace(published),
  sized: ({ stem, filters, residual: depths, stages }) =>
    residualSpace({
      stem: numbersIn(stem, published.stem),
      widths: numbersIn(filters, published.widths),
      depths: numbersIn(depths, published.depths),
      stages: typeof stages === "number" ? stages : published.stages,
    }),
};
