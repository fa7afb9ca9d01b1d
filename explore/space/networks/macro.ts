/**
 * NAS-Bench-Macro (Su et al., CVPR 2021): eight layers in three stages, each an identity or an inverted residual block (MobileNetV2's) of
 * 3 times the channels with 3 × 3 filters or 6 times with 5 × 5. The first layer of a stage halves the picture and doubles the channels.
 */
import type { Graph } from "../../../ir/graph.ts";
import type { CategoricalChoice, Encoding } from "../design-space.ts";
import { LayerBuilder, type LayerResult } from "./layers.ts";
import type { ImageClassification, NetworkSpaceDefinition } from "./network-space.ts";

/** Their positions are the digits of the benchmark's text. */
const operations = ["identity", "MB3_K3", "MB6_K5"] as const;
const identity = operations.indexOf("identity");

interface Block {
  readonly expansion: number;
  readonly size: number;
}
const blocks: readonly (Block | undefined)[] = [undefined, { expansion: 3, size: 3 }, { expansion: 6, size: 5 }];

/** Layers per stage. */
const stages = [2, 3, 3] as const;
const stem = 32;
const head = 1280;

const choices = Array.from(
  { length: stages.reduce((sum, count) => sum + count, 0) },
  (_, layer): CategoricalChoice => ({ kind: "categorical", name: `layer ${layer + 1}`, values: operations }),
);

/** Where a stage begins. */
const starts = stages.map((_, stage) => stages.slice(0, stage).reduce((sum, count) => sum + count, 0));

/** Within a stage, identities that do not halve the picture do nothing wherever they stand: they come last. */
const canonical = (encoding: Encoding): Encoding =>
  stages.flatMap((count, stage) => {
    const start = starts[stage] ?? 0;
    const [halving = identity, ...others] = encoding.slice(start, start + count);
    const working = others.filter(each => each !== identity);
    return [halving, ...working, ...others.filter(each => each === identity)];
  });

const graphOf = (encoding: Encoding, task: ImageClassification): Graph => {
  const build = new LayerBuilder(`macro ${encoding.join("")}`, task);
  const first = build.convolution("stem", build.image(), { filters: stem, size: 3 });
  let value = build.relu("stem.relu", first);
  for (const [layer, operation] of encoding.entries())
    value = layerOf(build, `layer${layer + 1}`, value, blocks[operation], starts.includes(layer));
  const wide = build.convolution("head", value, { filters: head, size: 1 });
  return build.classifier("classifier", build.relu("head.relu", wide));
};

const layerOf = (
  build: LayerBuilder,
  name: string,
  input: LayerResult,
  block: Block | undefined,
  isHalving: boolean,
): LayerResult => {
  const [stride, filters] = isHalving ? [2, 2 * input.channels] : [1, input.channels];
  if (block === undefined)
    return isHalving ? build.convolution(`${name}.down`, input, { filters, size: 1, stride }) : input;
  const hidden = block.expansion * input.channels;
  const wide = build.convolution(`${name}.expand`, input, { filters: hidden, size: 1 });
  const shape = { filters: hidden, size: block.size, stride, isDepthwise: true };
  const moved = build.convolution(`${name}.depthwise`, build.relu(`${name}.relu1`, wide), shape);
  const narrow = build.convolution(`${name}.project`, build.relu(`${name}.relu2`, moved), { filters, size: 1 });
  return isHalving ? narrow : build.add(`${name}.sum`, narrow, input);
};

export const macro: NetworkSpaceDefinition = {
  source: "Su et al., Prioritized Architecture Sampling with Monto-Carlo Tree Search, CVPR 2021 (NAS-Bench-Macro)",
  choices,
  canonical,
  nameOf: encoding => encoding.join(""),
  graphOf,
};
