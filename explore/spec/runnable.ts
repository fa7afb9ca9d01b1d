/** What a specification asks for that this version has no engine for. The language is ahead of the engines, and says so. */
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import { metricOf, type MetricName } from "../metrics.ts";
import { notRunnable } from "./messages.ts";
import type { ReadSpec } from "./read-spec.ts";
import type { AsicTarget, Places, Spec, SpecNetwork, SpecTarget } from "./spec.ts";
import { isPriced } from "./tables/technologies.ts";

/** A specification whose target is a chip, as every one is that can be run. */
export interface RunnableSpec extends Spec {
  readonly target: AsicTarget;
}

/** Every part that can't be run, at its place; empty where the whole can. */
export const unrunnableParts = (spec: Spec, places: Places): readonly Diagnostic[] => [
  ...spec.networks.flatMap(network => inNetwork(network, places)),
  ...inTarget(spec.target, places),
  ...inChoices(spec, places),
  ...inGoals(spec, places),
];

/**
 * The specification, where this version can run all of it.
 * @throws CompileError that names every part that it can't.
 */
export const requireRunnable = ({ spec, places }: ReadSpec): RunnableSpec => {
  const parts = unrunnableParts(spec, places);
  if (parts.length > 0) throw new CompileError(parts);
  // Whatever is no chip was just refused.
  return spec as RunnableSpec;
};

const inNetwork = ({ source, accuracy }: SpecNetwork, places: Places): readonly Diagnostic[] => [
  ...(source.kind === "space"
    ? [
        notRunnable(
          `a space of networks (${source.space})`,
          places.get(source),
          'name a model file: `model "net.onnx"`',
        ),
      ]
    : []),
  ...(accuracy === undefined
    ? []
    : [notRunnable(`accuracy from ${accuracy.from}`, places.get(accuracy), "leave accuracy out, and limits on it")]),
];

const inTarget = (target: SpecTarget, places: Places): readonly Diagnostic[] => {
  if (target.kind !== "asic")
    return [notRunnable(`${target.kind} targets`, places.get(target), "describe an asic target")];
  const { technology } = target;
  return isPriced(technology)
    ? []
    : [notRunnable(`technology ${technology}`, places.get(target), "name one of mortise targets, such as 28nm")];
};

const inChoices = ({ quantize, search }: Spec, places: Places): readonly Diagnostic[] => [
  ...(quantize.method === "uniform"
    ? []
    : [
        notRunnable(
          `quantization method ${quantize.method}`,
          places.get(quantize),
          "leave method out: one width for all",
        ),
      ]),
  ...(search.strategy === undefined || search.strategy === "exact"
    ? []
    : [
        notRunnable(
          `search strategy ${search.strategy}`,
          places.get(search),
          "leave strategy out: the search is exact",
        ),
      ]),
];

const inGoals = ({ limits, objectives }: Spec, places: Places): readonly Diagnostic[] =>
  [...limits, ...objectives]
    .filter(({ metric }) => !isComputed(metric))
    .map(goal => notRunnable(`goals on ${goal.metric}`, places.get(goal), "it is a resource of FPGAs"));

const isComputed = (metric: MetricName): boolean =>
  Object.values(metricOf(metric).fields).some(fields => fields.length > 0);
