/**
 * The U-Nets of NASAIC: so many levels, of which each has half the size of the one before, two convolutions on the way down and two on
 * the way up. Named as the paper does, `5,16,32,64,128,256`: levels, then the filters of each.
 */
import type { Graph } from "../../../ir/graph.ts";
import { type Encoding, type OrdinalChoice, valueOf } from "../design-space.ts";
import { LayerBuilder, type LayerResult } from "./layers.ts";
import {
  type ImageClassification,
  type NetworkSpaceDefinition,
  numbersIn,
  type SizedNetworkSpace,
} from "./network-space.ts";
import { doublingOf, halved, halvingOf, type Picture, pictureOf } from "./picture.ts";

interface PyramidSizes {
  /** How many levels there may be; rising. */
  readonly heights: readonly number[];
  /** What the filters of the first level may be, rising; each level has twice as many to choose from. */
  readonly widths: readonly number[];
}

/** Up to the paper's example of 16 filters on the first level; its own lists are not published. */
const published: PyramidSizes = { heights: [1, 2, 3, 4, 5], widths: [4, 8, 16] };

const pyramidSpace = ({ heights, widths }: PyramidSizes): NetworkSpaceDefinition => {
  const counts = Array.from({ length: heights.at(-1) ?? 0 }, (_, i) => i + 1);
  const levels: OrdinalChoice = { kind: "ordinal", name: "levels", values: heights };
  const filters = counts.map((level): OrdinalChoice => ({
    kind: "ordinal",
    name: `filters ${level}`,
    values: widths.map(each => each * 2 ** (level - 1)),
  }));
  const valuesOf = ([height = 0, ...codes]: Encoding): readonly number[] =>
    filters.slice(0, Number(valueOf(levels, height))).map((choice, i) => Number(valueOf(choice, codes[i] ?? -1)));
  return {
    source: "Yang et al., Co-Exploration of Neural Architectures and Heterogeneous ASIC Accelerator Designs, DAC 2020",
    choices: [levels, ...filters],
    // Filters of levels that there are not make no difference.
    canonical: ([height = 0, ...codes]) => [height, ...codes.map((code, i) => (i < (heights[height] ?? 0) ? code : 0))],
    nameOf: encoding => [valuesOf(encoding).length, ...valuesOf(encoding)].join(","),
    graphOf: (encoding, task) => graphOf(valuesOf(encoding), task),
  };
};

const graphOf = (filters: readonly number[], task: ImageClassification): Graph => {
  const build = new LayerBuilder(`unet ${[filters.length, ...filters].join(",")}`, task);
  const levels: { readonly value: LayerResult; readonly picture: Picture; readonly width: number }[] = [];
  let value = build.image();
  let picture = pictureOf(task);
  for (const [level, width] of filters.entries()) {
    if (level > 0) {
      value = build.maxPool(`down${level}.pool`, value, halvingOf(picture));
      picture = halved(picture);
    }
    value = twoConvolutions(build, `down${level + 1}`, value, width);
    levels.push({ value, picture, width });
  }
  for (const [level, beside] of [...levels.slice(0, -1).entries()].toReversed()) {
    const name = `up${level + 1}`;
    const wide = build.upConvolution(`${name}.up`, value, { filters: beside.width, ...doublingOf(beside.picture) });
    value = twoConvolutions(build, name, build.join(`${name}.join`, beside.value, wide), beside.width);
  }
  return build.pixelClassifier("classifier", value);
};

const twoConvolutions = (build: LayerBuilder, name: string, input: LayerResult, filters: number): LayerResult => {
  let value = input;
  for (const part of ["a", "b"])
    value = build.relu(`${name}${part}.relu`, build.convolution(`${name}${part}`, value, { filters, size: 3 }));
  return value;
};

export const unet: SizedNetworkSpace = {
  ...pyramidSpace(published),
  sized: ({ levels, filters }) =>
    pyramidSpace({ heights: numbersIn(levels, published.heights), widths: numbersIn(filters, published.widths) }),
};
