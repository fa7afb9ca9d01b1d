/** Whether the limits are met, by how much, and what is to blame where they are not. */
import type { PlanBlame, PlanLayer, PlanLimit, PlanMemory, PlanMetrics } from "../accelerators/plan.ts";
import type { PlanMixedSearch, PlanQuantization, PlanTensorWidth } from "../accelerators/plan-quantization.ts";
import { formatWhole, threeDigits } from "../support/digits.ts";
import { inUnit } from "../support/units.ts";
import { type Limit, subjectOf } from "./limits.ts";
import { lostIn, metricOf, type MetricName, valueIn } from "./metrics.ts";

/** What a plan offers to look for the culprit in. */
export interface Evidence {
  readonly metrics: PlanMetrics;
  readonly layers: readonly PlanLayer[];
  readonly memory: readonly PlanMemory[];
  /** Elements of each trained constant. */
  readonly parameters: readonly { readonly name: string; readonly count: number }[];
  /** Area by part. */
  readonly areaMm2: Readonly<Record<string, number>>;
  /** How networks were quantized, of those that were. */
  readonly quantizations: readonly PlanQuantization[];
  /** What the chip leaks all the time, where power is an average that counts it so. */
  readonly restingWatts?: number;
}

export const judge = (limit: Limit, evidence: Evidence): PlanLimit => {
  const { metric, drop, dimension, relation, bound, written, unit } = limit;
  const value = drop === undefined ? valueIn(evidence.metrics, metric, dimension) : lostIn(evidence.metrics, dimension);
  const room = value === null ? null : roomOf(relation, bound, value);
  const satisfied = room !== null && room >= 0;
  return {
    metric: subjectOf(limit),
    relation,
    bound: written,
    value: value === null ? null : inUnit(value, unit),
    unit,
    satisfied,
    margin: room === null || bound === 0 ? null : room / bound,
    blame: satisfied ? [] : blameFor(limit, value, evidence),
  };
};

/** Bounds and values are scaled by powers of ten, which doubles round: a difference in the last digits is none. */
const roundingError = 1e-12;

const roomOf = (relation: Limit["relation"], bound: number, value: number): number => {
  const room = relation === "<=" ? bound - value : value - bound;
  return Math.abs(room) <= bound * roundingError ? 0 : room;
};

const blameFor = (limit: Limit, value: number | null, evidence: Evidence): readonly PlanBlame[] => {
  const { metric, relation } = limit;
  if (value === null)
    return whyUnknown(limit, evidence).map(reason => ({ name: subjectOf(limit), share: null, reason }));
  if (metric === "accuracy") return noisiestTensors(evidence);
  const tooLarge = (relation === "<=") !== (metric === "throughput");
  return tooLarge
    ? culprits[metric](evidence)
    : [{ name: metric, share: null, reason: "the network has no more of it" }];
};

const whyUnknown = ({ metric, drop, dimension }: Limit, { metrics }: Evidence): readonly string[] => {
  const lost = dimension === "decibels" ? "accuracyDropDb" : "accuracyDrop";
  const fields: readonly string[] = drop === undefined ? (metricOf(metric).fields[dimension] ?? []) : [lost];
  const reasons = metrics.unknown.filter(entry => fields.includes(entry.metric)).map(({ reason }) => reason);
  return reasons.length > 0 ? reasons : ["this version does not compute it"];
};

type Culprits = (evidence: Evidence) => readonly PlanBlame[];

const slowestLayers: Culprits = ({ layers }) =>
  largest(layers, layer => ({ name: layer.name, amount: layer.latencyCycles, reason: boundPhrase(layer) }));

const hungriestLayers: Culprits = ({ layers }) =>
  largest(layers, layer => ({ name: layer.name, amount: layer.energyPj.total, reason: mostlyIn(layer) }));

const restingPower: Culprits = ({ restingWatts, metrics: { powerWatts } }) =>
  restingWatts === undefined || powerWatts === null || powerWatts === 0
    ? []
    : [
        {
          name: "leakage",
          share: Math.min(1, restingWatts / powerWatts),
          reason: "of the whole chip all the time; shares of layers are of the energy of one run",
        },
      ];

const busiestLayers: Culprits = ({ layers }) =>
  largest(layers, layer => ({ name: layer.name, amount: layer.macs, reason: counted(layer.macs, "MAC") }));

const largestTensors = ({ memory }: Evidence, region: PlanMemory["region"]): readonly PlanBlame[] =>
  largest(
    memory.filter(entry => entry.region === region),
    ({ name, sizeBytes }) => ({ name, amount: sizeBytes, reason: counted(sizeBytes, "byte") }),
  );

/** Tensors alive when most bytes are: shares are of those bytes. */
const tensorsAtPeak: Culprits = evidence => {
  const activations = evidence.memory.filter(({ region }) => region === "activations");
  const aliveAt = (cycle: number): readonly PlanMemory[] =>
    activations.filter(({ fromCycle, toCycle }) => fromCycle <= cycle && cycle < Math.max(toCycle, fromCycle + 1));
  let peak: readonly PlanMemory[] = [];
  for (const { fromCycle } of activations) {
    const alive = aliveAt(fromCycle);
    if (bytesOf(alive) > bytesOf(peak)) peak = alive;
  }
  return largestTensors({ ...evidence, memory: peak }, "activations");
};

const bytesOf = (entries: readonly PlanMemory[]): number => entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Where widths were chosen, what each tensor alone costs in noise at its width is known. */
const noisiestTensors: Culprits = ({ quantizations }) =>
  largest(
    quantizations.flatMap(({ tensors, mixed }) =>
      tensors.map(tensor => ({ ...tensor, noise: noiseIn(mixed, tensor) })),
    ),
    ({ value, role, bits, layers, noise }) => ({
      name: layers[0] ?? value,
      amount: noise,
      reason: `${role === "weight" ? "weights" : "output"} of ${bits} bits, by the noise at the network's outputs`,
    }),
  );

const noiseIn = (mixed: PlanMixedSearch | null, { value, bits }: PlanTensorWidth): number =>
  mixed?.sensitivities.find(entry => entry.value === value && entry.bits === bits)?.noise ?? 0;

const nobody: Culprits = () => [];

/** The engines of a pipeline that take most of a resource, in `unit`s. */
const takersOf =
  (resource: string, what: string, unit = 1): Culprits =>
  ({ layers }) =>
    largest(
      layers.flatMap(({ name, engine }) => (engine === undefined ? [] : [{ name, engine }])),
      ({ name, engine }) => {
        const amount = (engine.resources[resource] ?? 0) / unit;
        return { name, amount, reason: counted(amount, what) };
      },
    );

const culprits: Readonly<Record<MetricName, Culprits>> = {
  latency: slowestLayers,
  throughput: slowestLayers,
  energy: hungriestLayers,
  power: evidence => [...restingPower(evidence), ...hungriestLayers(evidence)].slice(0, most),
  area: ({ areaMm2 }) =>
    largest(Object.entries(areaMm2), ([name, amount]) => ({ name, amount, reason: `${threeDigits(amount)} mm2` })),
  model_size: evidence => largestTensors(evidence, "weights"),
  memory: tensorsAtPeak,
  edp: hungriestLayers,
  bit_operations: busiestLayers,
  macs: busiestLayers,
  parameters: ({ parameters }) =>
    largest(parameters, ({ name, count }) => ({ name, amount: count, reason: counted(count, "parameter") })),
  accuracy: nobody,
  lut: takersOf("lut", "LUT"),
  ff: takersOf("ff", "flip-flop"),
  bram: takersOf("bram18", "block RAM", 2),
  uram: takersOf("uram", "UltraRAM"),
  dsp: takersOf("dsp", "DSP slice"),
};

/** How many are named at most. */
const most = 5;

/** The largest entries, until they make up four fifths of the whole. */
const largest = <T>(
  entries: readonly T[],
  view: (entry: T) => { readonly name: string; readonly amount: number; readonly reason: string },
): readonly PlanBlame[] => {
  const seen = entries.map(view).sort((a, b) => b.amount - a.amount);
  const total = seen.reduce((sum, { amount }) => sum + amount, 0);
  const named: PlanBlame[] = [];
  let covered = 0;
  for (const { name, amount, reason } of seen) {
    if (named.length === most || covered >= 0.8 * total) break;
    named.push({ name, share: total === 0 ? null : amount / total, reason });
    covered += amount;
  }
  return named;
};

/** What a layer may be bound by that is no level. */
const noBandwidths: ReadonlySet<string> = new Set(["compute", "vector", "launch", "other engines"]);

const boundPhrase = ({ bound, utilization, workload }: PlanLayer): string => {
  const busy = workload.kind === "vector" ? "" : `, MACs ${percent(utilization)} busy`;
  return noBandwidths.has(bound) ? `bound by ${bound}${busy}` : `bound by ${bound} bandwidth${busy}`;
};

const mostlyIn = ({ energyPj }: PlanLayer): string => {
  const [name, amount] = Object.entries(energyPj.perLevel).reduce(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ["nothing", 0],
  );
  return energyPj.total === 0 ? "costs nothing" : `${percent(amount / energyPj.total)} of it in ${name}`;
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const counted = (count: number, what: string): string => `${formatWhole(count)} ${what}${count === 1 ? "" : "s"}`;
