/** A specification as a document, with quantities in the units that make them shortest; what has its default is left out. */
import { type Dimension, writtenIn } from "../../support/units.ts";
import type { DocumentNumbers, SpecDocument } from "./document.ts";
import type { Domain } from "./domain.ts";
import type {
  AcceleratorSlot,
  AccuracySource,
  AsicTarget,
  FpgaTarget,
  Objective,
  SpaceValue,
  Spec,
  SpecNetwork,
  SpecQuantize,
  GpuTarget,
  SpecSearch,
} from "./spec.ts";
import type { Limit } from "../limits.ts";
import { dimensionOfParameter } from "../../accelerators/setting-text.ts";

/** The document that resolves to an equal specification, from the same folder. */
export const documentOf = (spec: Spec): SpecDocument => {
  const { design, networks, target, limits, objectives } = spec;
  const quantize = quantizeOf(spec.quantize);
  const search = searchOf(spec.search);
  return {
    design,
    networks: Object.fromEntries(networks.map(network => [network.name, networkOf(network)])),
    ...(target.kind === "asic" ? { asic: asicOf(target) } : {}),
    ...(target.kind === "fpga" ? { fpga: fpgaOf(target) } : {}),
    ...(target.kind === "gpu" ? { gpu: gpuOf(target) } : {}),
    ...(Object.keys(quantize).length === 0 ? {} : { quantize }),
    ...(Object.keys(search).length === 0 ? {} : { search }),
    ...(limits.length === 0 ? {} : { require: limits.map(limitOf) }),
    ...(objectives.length === 0 ? {} : { objectives: objectives.map(objectiveOf) }),
  };
};

const gpuOf = ({ device, batch, precision }: GpuTarget): NonNullable<SpecDocument["gpu"]> =>
  defined({ device, batch, precision });

/** Leaves out what is undefined. */
const defined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const text = (value: number, dimension: Dimension): string | number => {
  if (dimension === "count") return value;
  const { written, unit } = writtenIn(value, dimension);
  return `${written} ${unit}`;
};

const optionalText = (value: number | undefined, dimension: Dimension): string | number | undefined =>
  value === undefined ? undefined : text(value, dimension);

const numbersOf = (domain: Domain<number>, dimension: Dimension): DocumentNumbers => {
  switch (domain.kind) {
    case "fixed":
      return text(domain.value, dimension);
    case "list":
      return domain.values.map(value => text(value, dimension));
    case "range": {
      const { from, to, step } = domain;
      return { from: text(from, dimension), to: text(to, dimension), step: text(step, dimension) };
    }
  }
};

const networkOf = ({ source, rate, weight, accuracy }: SpecNetwork): SpecDocument["networks"][string] =>
  defined({
    ...(source.kind === "model"
      ? { model: source.file, bind: Object.keys(source.bindings).length === 0 ? undefined : { ...source.bindings } }
      : { space: { name: source.space, ...spaceParametersOf(source.parameters) } }),
    rate: optionalText(rate, "rate"),
    weight: weight === 1 ? undefined : weight,
    accuracy: accuracy && accuracyOf(accuracy),
  });

type SpaceParameters = Extract<SpecNetwork["source"], { readonly kind: "space" }>["parameters"];

type SpaceDocument = NonNullable<SpecDocument["networks"][string]["space"]>[string];

const spaceParametersOf = (parameters: SpaceParameters): Record<string, SpaceDocument> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, spaceValueOf(value)] as const));

const spaceValueOf = (value: SpaceValue): SpaceDocument => {
  if (typeof value === "number") return value;
  if ("file" in value) return value.file;
  if (!("kind" in value)) return Array.from<number>(value);
  switch (value.kind) {
    case "fixed":
      return value.value;
    case "list":
      return { in: [...value.values] };
    case "range":
      return { from: value.from, to: value.to, step: value.step };
  }
};

const accuracyOf = (accuracy: AccuracySource): NonNullable<SpecDocument["networks"][string]["accuracy"]> => {
  switch (accuracy.from) {
    case "proxy":
      return defined({ from: "proxy", measure: accuracy.measure });
    case "training":
      return defined({ from: accuracy.from, split: accuracy.split && [...accuracy.split], epochs: accuracy.epochs });
    case "table":
      return { from: "table", file: accuracy.table.file, column: accuracy.column };
    case "data":
      return { from: "data", file: accuracy.data.file, metric: accuracy.metric };
  }
};

const asicOf = (asic: AsicTarget): NonNullable<SpecDocument["asic"]> => {
  const { technology, clock, dram, accelerators, totals } = asic;
  const memory = defined({
    kind: dram.kind === "lpddr4" ? undefined : dram.kind,
    bandwidth: optionalText(dram.bandwidth, "bandwidth"),
    energy: optionalText(dram.energy, "energy per bit"),
  });
  return defined({
    technology,
    clock: optionalText(clock, "frequency"),
    dram: Object.keys(memory).length === 0 ? undefined : memory,
    accelerators: Object.fromEntries(accelerators.map(slot => [slot.name, slotOf(slot)])),
    totals:
      totals.length === 0
        ? undefined
        : Object.fromEntries(
            totals.map(({ parameter, bound }) => [parameter, text(bound, dimensionOfParameter(parameter))]),
          ),
  });
};

const slotOf = ({
  template,
  parameters,
}: AcceleratorSlot): NonNullable<SpecDocument["asic"]>["accelerators"][string] => ({
  template:
    template.kind === "fixed" ? template.value : template.kind === "list" ? [...template.values] : template.from,
  ...Object.fromEntries(
    Object.entries(parameters).map(([name, domain]) => [name, numbersOf(domain, dimensionOfParameter(name))]),
  ),
});

const fpgaOf = ({ device, style, clock, utilization }: FpgaTarget): NonNullable<SpecDocument["fpga"]> =>
  defined({
    device,
    style,
    clock: optionalText(clock, "frequency"),
    utilization:
      Object.keys(utilization).length === 0
        ? undefined
        : Object.fromEntries(Object.entries(utilization).map(([name, share]) => [name, text(share, "ratio")])),
  });

const quantizeOf = ({ method, weights, activations }: SpecQuantize): NonNullable<SpecDocument["quantize"]> =>
  defined({
    method: method === "uniform" ? undefined : method,
    weights: weights && numbersOf(weights, "bits"),
    activations: activations && numbersOf(activations, "bits"),
  });

const searchOf = ({ strategy, acquisition, budget, seed }: SpecSearch): NonNullable<SpecDocument["search"]> =>
  defined({
    strategy,
    acquisition,
    budget: budget && `${budget.count} ${budget.unit}`,
    seed: seed === 0 ? undefined : seed,
  });

const limitOf = ({
  metric,
  drop,
  network,
  relation,
  written,
  unit,
}: Limit): NonNullable<SpecDocument["require"]>[number] => {
  const bound = unit === "" ? written : `${written} ${unit}`;
  const subject = defined({ metric, drop, of: network });
  return relation === "<=" ? { ...subject, atMost: bound } : { ...subject, atLeast: bound };
};

const objectiveOf = ({
  direction,
  metric,
  drop,
  network,
}: Objective): NonNullable<SpecDocument["objectives"]>[number] => {
  const scope = defined({ drop, of: network });
  return direction === "minimize" ? { minimize: metric, ...scope } : { maximize: metric, ...scope };
};
