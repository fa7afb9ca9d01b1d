/** What differs between two networks, layer by layer: time, energy, and what was decided differently. */
import type { Plan, PlanLayer, PlanMemory, PlanNetwork } from "../../accelerators/plan.ts";
import { fieldChanges, isSame, leavesOf, numberChange, sharesOfChange, textChanges } from "./changes.ts";
import { matchLayers } from "./match-layers.ts";
import type { LayerDiff, NetworkDiff, NumberChange, Value } from "./plan-diff.ts";

/** A network with what its plan knows beside it. */
interface Side {
  readonly network: PlanNetwork | undefined;
  readonly hertzOf: ReadonlyMap<string, number>;
  readonly tensors: ReadonlyMap<string, string>;
  readonly latencySeconds: number;
  readonly energyPj: number;
}

export const diffNetwork = (
  [before, after]: readonly [PlanNetwork | undefined, PlanNetwork | undefined],
  plans: readonly [Plan, Plan],
): NetworkDiff => {
  const sides = [sideOf(before, plans[0]), sideOf(after, plans[1])] as const;
  const layers = matchLayers(before?.layers ?? [], after?.layers ?? []).map(pair => diffLayer(pair, sides));
  const changed = layers.filter(layer => !isUnchanged(layer));
  return {
    before: before?.name ?? null,
    after: after?.name ?? null,
    settings: fieldChanges(settingsOf(before), settingsOf(after)),
    sameLayers: layers.length - changed.length,
    layers: changed.toSorted((a, b) => b.weight - a.weight),
  };
};

const settingsOf = (network: PlanNetwork | undefined): Readonly<Record<string, Value>> => {
  if (network === undefined) return {};
  const { name, source, sha256, inputs, outputs, boundSymbols, ratePerSecond, quantization } = network;
  const ports = [...inputs, ...outputs].map(port => [port.name, port.type] as const);
  return {
    name,
    source,
    sha256,
    ...Object.fromEntries(ports),
    ...Object.fromEntries(boundSymbols.map(symbol => [symbol.name, symbol.value] as const)),
    ratePerSecond: ratePerSecond ?? null,
    quantized: quantization !== undefined,
  };
};

const sideOf = (network: PlanNetwork | undefined, { accelerators, memory }: Plan): Side => {
  const hertzOf = new Map(accelerators.map(({ slot, clockHz }) => [slot, clockHz]));
  const layers = network?.layers ?? [];
  const own = memory.filter(tensor => tensor.network === network?.name);
  return {
    network,
    hertzOf,
    tensors: new Map(own.map(({ tensor, name }: PlanMemory) => [tensor, name])),
    latencySeconds: layers.reduce((sum, layer) => sum + secondsOf(layer, hertzOf), 0),
    energyPj: layers.reduce((sum, { energyPj }) => sum + energyPj.total, 0),
  };
};

const secondsOf = ({ latencyCycles, accelerator }: PlanLayer, hertzOf: Side["hertzOf"]): number =>
  latencyCycles / (hertzOf.get(accelerator) ?? 1);

const diffLayer = (
  [before, after]: readonly [PlanLayer | undefined, PlanLayer | undefined],
  [left, right]: readonly [Side, Side],
): LayerDiff => {
  const [old, now] = [figuresOf(before, left), figuresOf(after, right)];
  const latencySeconds = numberChange(old.seconds, now.seconds);
  const energyPj = numberChange(old.energyPj, now.energyPj);
  return {
    before: before?.name ?? null,
    after: after?.name ?? null,
    latencySeconds,
    latencyCycles: numberChange(old.cycles, now.cycles),
    energyPj,
    weight: Math.max(
      partOf(latencySeconds, Math.max(left.latencySeconds, right.latencySeconds)),
      partOf(energyPj, Math.max(left.energyPj, right.energyPj)),
    ),
    ...(before === undefined || after === undefined
      ? { fields: [], onChip: { added: [], removed: [] }, mapping: null, energyPjPerLevel: [] }
      : decisions(before, after, left, right)),
  };
};

const figuresOf = (
  layer: PlanLayer | undefined,
  { hertzOf }: Side,
): Readonly<Record<"seconds" | "cycles" | "energyPj", number | null>> =>
  layer === undefined
    ? { seconds: null, cycles: null, energyPj: null }
    : { seconds: secondsOf(layer, hertzOf), cycles: layer.latencyCycles, energyPj: layer.energyPj.total };

/** Of the whole, what the change is; a layer that is new or gone changes by all of itself. */
const partOf = ({ before, after }: NumberChange, whole: number): number =>
  whole === 0 ? 0 : Math.abs((after ?? 0) - (before ?? 0)) / whole;

const decisions = (
  before: PlanLayer,
  after: PlanLayer,
  left: Side,
  right: Side,
): Pick<LayerDiff, "fields" | "onChip" | "mapping" | "energyPjPerLevel"> => {
  const named = ({ onChip }: PlanLayer, { tensors }: Side): readonly string[] =>
    onChip.map(tensor => tensors.get(tensor) ?? tensor);
  const nests = { before: before.mapping?.nest ?? [], after: after.mapping?.nest ?? [] };
  return {
    fields: fieldChanges(fieldsOf(before), fieldsOf(after)),
    onChip: textChanges(named(before, left), named(after, right)),
    mapping: nests.before.join("\n") === nests.after.join("\n") ? null : nests,
    energyPjPerLevel: sharesOfChange(before.energyPj.perLevel, after.energyPj.perLevel).map(({ name, ...change }) => ({
      level: name,
      ...change,
    })),
  };
};

const fieldsOf = ({
  name,
  op,
  workload,
  accelerator,
  precision,
  bound,
  kernel,
  engine,
}: PlanLayer): Readonly<Record<string, Value>> => ({
  name,
  op,
  workload: shapeText(workload),
  accelerator,
  ...precision,
  bound,
  ...(kernel === undefined ? {} : leavesOf(kernel, "kernel")),
  ...(engine === undefined ? {} : leavesOf(engine, "engine")),
});

const shapeText = (workload: PlanLayer["workload"]): string =>
  workload.kind === "vector"
    ? `${workload.inputElements} elements in, ${workload.outputElements} out, ${workload.operations} operations`
    : [
        ...Object.entries(workload.bounds).map(([dimension, extent]) => `${dimension}${extent}`),
        `strides ${workload.strides.join("x")}`,
        `dilations ${workload.dilations.join("x")}`,
        `${workload.epilogueOperationsPerOutput} operations on each output`,
      ].join(" ");

const isUnchanged = (layer: LayerDiff): boolean =>
  layer.before !== null &&
  layer.after !== null &&
  isSame(layer.latencySeconds) &&
  isSame(layer.latencyCycles) &&
  isSame(layer.energyPj) &&
  layer.fields.length === 0 &&
  layer.mapping === null &&
  [...layer.onChip.added, ...layer.onChip.removed].length === 0;
