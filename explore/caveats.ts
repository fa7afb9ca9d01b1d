/** What a reader must know before believing the numbers: assumptions and warnings of a plan. */
import type { PlanQuantization } from "../accelerators/plan-quantization.ts";
import type { PlanWarning } from "../accelerators/plan.ts";
import { isFloat } from "../ir/dtype.ts";
import type { Graph } from "../ir/graph.ts";
import { firstQuantizer } from "../quant/is-quantized.ts";
import type { AssembledNetwork } from "./assembled-network.ts";
import type { SourceModel } from "./source-model.ts";
import type { Machine } from "./machine.ts";

export const assumptionsOf = (
  machines: readonly Machine[],
  networks: readonly AssembledNetwork[],
  isOverlapping: boolean,
): readonly string[] => [
  ...new Set([
    ...networks.flatMap(network => machines.slice(0, 1).flatMap(machine => precisionText(network, machine))),
    ...sharingTexts(machines, networks, isOverlapping),
    ...networks.flatMap(network => residencyTexts(machines, network)),
  ]),
];

/** @param formats as which floats are computed; integers of the precision's widths unless it is said. */
export const precisionText = (
  { source, prepared, quantization }: Pick<AssembledNetwork, "source" | "prepared" | "quantization">,
  { name, precision }: Pick<Machine, "name" | "precision">,
  formats?: string,
): readonly string[] => {
  const { weightBits, activationBits, accumulatorBits } = precision;
  if (quantization !== undefined)
    return [
      `${source.name} is costed at the widths that it was quantized to, and what stays float in it at ${formats ?? `int${activationBits}`}.`,
      ...notesOn(quantization),
    ];
  const { graph } = prepared;
  const integers = `int${weightBits} weights and int${activationBits} activations with ${accumulatorBits}-bit accumulators`;
  const cost = `costed at ${formats ?? integers}, the precision that ${name} assumes`;
  if (firstQuantizer(graph) !== undefined)
    return hasFloats(graph)
      ? [
          `the model is quantized already and keeps its own scales and widths; what it leaves in floating point is ${cost}.`,
        ]
      : [];
  const isRounded = formats === undefined || formats.includes("int") || formats.includes("-bit weights");
  return hasFloats(graph)
    ? [`float tensors are ${cost}${isRounded ? "; no quantization has been calibrated" : ""}.`]
    : [];
};

/** explore/ does not read codegen/, which says the same on the screen of `quantize`. */
const notesOn = ({ data }: PlanQuantization): readonly string[] => [
  ...(data.synthetic ? ["the data are noise: ranges are rough, and accuracy on real data is not known."] : []),
  ...(data.sameSamples ? ["the samples that judge also calibrated: there was no second set."] : []),
  ...(data.choice?.heldOut === false
    ? ["widths were chosen by the samples that calibrate: there are too few to part."]
    : []),
];

/** What several networks or accelerators have to do with each other. */
const sharingTexts = (
  machines: readonly Machine[],
  networks: readonly AssembledNetwork[],
  isOverlapping: boolean,
): readonly string[] => [
  ...(isOverlapping
    ? [
        "networks start together and overlap where they run on different accelerators; what they ask of the memory at once slows all of them alike; totals are of one run of each, and leakage counts for each layer's own time, as if layers did not overlap.",
      ]
    : []),
  ...(networks.length > 1 && !isOverlapping ? ["networks run one after another; totals are of one run of each."] : []),
  ...(machines.length > 1
    ? [
        "each layer runs on one accelerator while the others wait and leak; a network changes accelerators only where nothing of it lies on chip, so that what is handed over goes through memory.",
      ]
    : []),
  ...(networks.some(({ rate }) => rate !== undefined)
    ? ["power is the average at the rates given, with the whole chip leaking all the time."]
    : []),
];

const residencyTexts = (
  machines: readonly Machine[],
  { source, arenas, isComplete }: AssembledNetwork,
): readonly string[] => {
  const backing = machines[0]?.accelerator.architecture.levels[0]?.name ?? "memory";
  const texts = arenas.flatMap(({ home, arena }, i) => {
    if (home === undefined || arena.placements.length === 0) return [];
    const level = machines.length === 1 ? home.level.name : `${home.level.name} of ${machines[i]?.slot ?? ""}`;
    return [{ level, count: arena.placements.length }];
  });
  const left = isComplete ? "" : "; which of them, was chosen among a part of all possibilities";
  const whose = machines.length === 1 ? "" : ` of ${source.name}`;
  if (texts.length === 0)
    return [`layers${whose} run one after another, and every activation goes to ${backing} and comes back${left}.`];
  return texts.map(
    ({ level, count }) =>
      `layers${whose} run one after another; ${count} ${count === 1 ? "activation stays" : "activations stay"} in ${level} from the layer that writes ${count === 1 ? "it" : "each"} to its last reader, beside the tiles of the layers between, and all others go to ${backing} and come back${left}.`,
  );
};

const hasFloats = ({ inputs, nodes }: Graph): boolean =>
  [...inputs, ...nodes.flatMap(({ results }) => results)].some(({ type }) => isFloat(type.dtype));

export const warningsOf = ({ warnings, unsupported }: SourceModel): readonly PlanWarning[] => [
  ...warnings.map(({ code, message }) => ({ code, message })),
  ...(unsupported.length === 0 ? [] : [uncosted(unsupported.map(({ name }) => name))]),
];

const uncosted = (names: readonly string[]): PlanWarning => ({
  code: "PLAN_UNSUPPORTED",
  message: `${names.length === 1 ? "one node" : `${names.length} nodes`} could not be mapped and ${names.length === 1 ? "is" : "are"} left out of all totals and limits: ${abridged(names)}`,
});

const abridged = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;
