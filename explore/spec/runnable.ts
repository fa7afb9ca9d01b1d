/** What a specification asks for that this version has no engine for. The language is ahead of the engines, and says so. */
import { costModels } from "../../accelerators/cost-models.ts";
import type { TemplateName } from "../../accelerators/templates/index.ts";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import { deviceOfTarget } from "../device-of-target.ts";
import { networkSpaceNamed } from "../space/networks/index.ts";
import { onOtherScale, unchoosable } from "./choosable.ts";
import { valuesOf } from "./domain.ts";
import { missing, notRunnable } from "./messages.ts";
import type { ReadSpec } from "./read-spec.ts";
import type { AccuracySource, AsicTarget, Places, Spec, SpecNetwork, SpecTarget } from "./spec.ts";
import { fpgaResources } from "./tables/devices.ts";
import { isRunMeasure } from "./tables/accuracy.ts";
import { isCostModel, isPriced } from "./tables/technologies.ts";

/** A specification whose target is a chip, as every one is that can be explored. */
export interface RunnableSpec extends Spec {
  readonly target: AsicTarget;
}

/**
 * Every part that can't be run, at its place; empty where the whole can: compiled, or, where networks are open or a strategy is named,
 * explored.
 */
export const unrunnableParts = (spec: Spec, places: Places): readonly Diagnostic[] =>
  isSearched(spec) ? unexplorableParts(spec, places) : uncompilableParts(spec, places);

const isSearched = ({ networks, search }: Spec): boolean =>
  networks.some(({ source }) => source.kind === "space") ||
  !(search.strategy === undefined || search.strategy === "exact");

/** Every part that can't be compiled. */
const uncompilableParts = (spec: Spec, places: Places): readonly Diagnostic[] => [
  ...spec.networks.flatMap(network => [...openIn(network, places), ...unmeasuredIn(network, places)]),
  ...inTarget(spec.target, places),
  ...(spec.quantize.method === "mixed" ? unchoosable(spec, places) : inQuantization(spec, places)),
  ...onOtherScale(spec, places),
  ...inSearch(spec, places),
  ...inGoals(spec, places),
];

/** Every part that can't be explored. */
const unexplorableParts = (spec: Spec, places: Places): readonly Diagnostic[] => [
  ...spec.networks.flatMap(network => [...unbuildableIn(network, places), ...unknowableIn(network, places)]),
  ...inExploredTarget(spec.target, places),
  ...inQuantization(spec, places),
  ...onOtherScale(spec, places),
  ...inGoals(spec, places),
  ...withoutSource(spec, places),
];

/**
 * The specification, where this version can compile all of it.
 * @throws CompileError that names every part that it can't.
 */
export const requireRunnable = (read: ReadSpec): Spec => required(read, uncompilableParts);

/**
 * The specification, where this version can search all of it design by design.
 * @throws CompileError that names every part that it can't.
 */
export const requireExplorable = (read: ReadSpec): RunnableSpec =>
  // Whatever is no chip was just refused.
  required(read, unexplorableParts) as RunnableSpec;

const required = (
  { spec, places }: ReadSpec,
  faultsIn: (spec: Spec, places: Places) => readonly Diagnostic[],
): Spec => {
  const parts = faultsIn(spec, places);
  if (parts.length > 0) throw new CompileError(parts);
  return spec;
};

const openIn = ({ source }: SpecNetwork, places: Places): readonly Diagnostic[] =>
  source.kind === "model"
    ? []
    : [
        notRunnable(
          `a space of networks (${source.space}) in a single compilation`,
          places.get(source),
          'search it by `mortise explore`, or name a model file: `model "net.onnx"`',
        ),
      ];

const unmeasuredIn = ({ accuracy }: SpecNetwork, places: Places): readonly Diagnostic[] =>
  accuracy === undefined || accuracy.from === "data"
    ? []
    : [notRunnable(`accuracy from ${accuracy.from}`, places.get(accuracy), "leave accuracy out, and limits on it")];

const unbuildableIn = ({ source }: SpecNetwork, places: Places): readonly Diagnostic[] =>
  source.kind === "model" || networkSpaceNamed(source.space) !== undefined
    ? []
    : [
        notRunnable(
          `networks of ${source.space}`,
          places.get(source),
          "known are resnet9, unet, nas_bench_201 and macro",
        ),
      ];

/** Measures that run a network begin with seeded weights, which only networks of spaces are waiting for. */
const unmeasurableBy = (
  accuracy: Extract<AccuracySource, { readonly from: "proxy" }>,
  source: SpecNetwork["source"],
  places: Places,
): readonly Diagnostic[] => {
  const { measure = "parameters" } = accuracy;
  if (source.kind === "space" || !isRunMeasure(measure)) return [];
  const what = `accuracy of a single model from proxy measure ${measure}`;
  return [notRunnable(what, places.get(accuracy), "take parameters, macs or depth")];
};

const unknowableIn = ({ source, accuracy }: SpecNetwork, places: Places): readonly Diagnostic[] => {
  if (accuracy === undefined) return [];
  if (accuracy.from === "proxy") return unmeasurableBy(accuracy, source, places);
  if (accuracy.from === "table" && source.kind === "space") return [];
  if (accuracy.from === "data" && source.kind === "model") return [];
  const instead =
    source.kind === "space" ? "take it from a table, or from a proxy" : "leave accuracy out, or take a proxy";
  const what =
    accuracy.from === "table"
      ? "accuracy of a single model from a table"
      : `accuracy from ${accuracy.from} in a search`;
  return [notRunnable(what, places.get(accuracy), instead)];
};

/** Goals on an accuracy that comes from nowhere, and on what is lost against a network that nobody runs. */
const withoutSource = ({ networks, limits, objectives }: Spec, places: Places): readonly Diagnostic[] =>
  [...limits, ...objectives]
    .filter(({ metric }) => metric === "accuracy")
    .flatMap((goal): Diagnostic[] => {
      const concerned = networks.filter(({ name }) => (goal.network ?? name) === name);
      if (goal.drop !== undefined && concerned.some(({ accuracy }) => accuracy?.from !== "data"))
        return [
          notRunnable(
            "a drop of accuracy that is not measured on data, in a search",
            places.get(goal),
            "bound the accuracy itself",
          ),
        ];
      const unknown = concerned.filter(({ accuracy }) => accuracy === undefined);
      return unknown.map(({ name }) =>
        missing(
          `network ${name} has no source of accuracy`,
          places.get(goal),
          "add for example `accuracy from proxy` to it",
        ),
      );
    });

const inTarget = (target: SpecTarget, places: Places): readonly Diagnostic[] => {
  if (target.kind !== "asic")
    return deviceOfTarget(target) === undefined
      ? [notRunnable(`${target.device} in this style`, places.get(target), "leave style out")]
      : [];
  const { technology } = target;
  return isPriced(technology)
    ? []
    : [notRunnable(`technology ${technology}`, places.get(target), "name one of mortise targets, such as 28nm")];
};

/** Cost models price layers, design by design, from the elements and the bandwidth of templates that they know. */
const inExploredTarget = (target: SpecTarget, places: Places): readonly Diagnostic[] => {
  if (target.kind !== "asic")
    return [
      notRunnable(
        `searches on ${target.device}`,
        places.get(target),
        "name no strategy: compiling chooses what is open",
      ),
    ];
  if (!isCostModel(target.technology)) return inTarget(target, places);
  const { technology, accelerators } = target;
  const model = costModels[technology];
  return accelerators.flatMap(slot => {
    const unknown = valuesOf<TemplateName>(slot.template).filter(template => model.leastPes(template) === undefined);
    const lacking = ["pes", "bandwidth"].filter(name => slot.parameters[name] === undefined);
    return [
      ...unknown.map(template =>
        notRunnable(`template ${template} under ${technology}`, places.get(slot), "name others"),
      ),
      ...lacking.map(name =>
        missing(
          `accelerator ${slot.name} has no ${name}`,
          places.get(slot),
          `${technology} needs both pes and bandwidth`,
        ),
      ),
    ];
  });
};

const inQuantization = ({ quantize }: Spec, places: Places): readonly Diagnostic[] =>
  quantize.method === "uniform"
    ? []
    : [
        notRunnable(
          `quantization method ${quantize.method}`,
          places.get(quantize),
          "leave method out: one width for all",
        ),
      ];

const inSearch = ({ search }: Spec, places: Places): readonly Diagnostic[] =>
  search.strategy === undefined || search.strategy === "exact"
    ? []
    : [
        notRunnable(
          `search strategy ${search.strategy}`,
          places.get(search),
          "leave strategy out: compiling searches exactly; or search by `mortise explore`",
        ),
      ];

const inGoals = ({ target, limits, objectives }: Spec, places: Places): readonly Diagnostic[] =>
  target.kind === "fpga"
    ? []
    : [...limits, ...objectives]
        .filter(({ metric }) => fpgaResources.some(resource => resource === metric))
        .map(goal => notRunnable(`goals on ${goal.metric}`, places.get(goal), "it is a resource of FPGAs"));
