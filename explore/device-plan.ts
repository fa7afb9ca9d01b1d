/** A plan of networks on a device that costs them whole: what its model says, put into the words of the plan. Pure. */
import {
  type DeviceLayerRun,
  type DeviceModel,
  type DeviceNetworkRun,
  type DeviceRun,
  isMisfit,
} from "../accelerators/device.ts";
import type { Plan, PlanLayer, PlanMetrics, PlanProvenance } from "../accelerators/plan.ts";
import type { PlanQuantization } from "../accelerators/plan-quantization.ts";
import type { PlanSearch } from "../accelerators/plan-search.ts";
import type { Node } from "../ir/graph.ts";
import { macsOf } from "../mapping/workload.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { SourceNetwork } from "./assembled-network.ts";
import { precisionText } from "./caveats.ts";
import type { PreparedNetwork } from "./fit-network.ts";
import type { Limit } from "./limits.ts";
import { isAlias } from "./lower-network.ts";
import { planMemory } from "./memory-plan.ts";
import { planWorkloadOf, precisionOf } from "./plan-layer.ts";
import type { KnownAccuracy } from "./quantization/quantized-form.ts";
import { tensorsOf } from "./schedule.ts";
import { type StatedNetwork, statePlan } from "./state-plan.ts";
import { parametersOf } from "./storage.ts";
import { tensorNames } from "./tensor-names.ts";
import { type ChipTotals, type NetworkTotals, totalsOn } from "./total.ts";

/** A network as it was given to the device. */
export interface DeviceNetworkInput {
  readonly source: SourceNetwork;
  readonly prepared: PreparedNetwork;
  readonly rate?: number;
  readonly accuracy?: KnownAccuracy;
  readonly quantization?: PlanQuantization;
}

export interface DevicePlanRequest {
  readonly design: string;
  readonly device: DeviceModel;
  readonly run: DeviceRun;
  readonly networks: readonly DeviceNetworkInput[];
  readonly limits: readonly Limit[];
  readonly remarks?: readonly string[];
  readonly provenance: Pick<PlanProvenance, "version" | "seed" | "command" | "specSha256"> & {
    readonly search: PlanSearch;
  };
}

/** The same request gives the same plan, byte for byte. */
export const planOnDevice = (request: DevicePlanRequest): Plan => {
  const { design, device, run, networks, limits, remarks = [], provenance } = request;
  const pieces = piecesOf(request);
  return statePlan({
    design,
    networks: pieces,
    totals: totalsOn(
      chipTotalsOf(run, device.batch),
      pieces.map(({ totals }) => totals),
    ),
    accelerators: [run.accelerator],
    ...(networks.every(({ rate }) => rate === undefined) ? {} : { restingWatts: run.idleWatts }),
    limits,
    assumptions: [
      ...new Set(
        networks.flatMap(network =>
          precisionText(
            network,
            { name: device.name, precision: network.prepared.precision },
            device.formatsOf(network.prepared.precision),
          ),
        ),
      ),
      ...(networks.length > 1 ? ["networks run one after another; totals are of one run of each."] : []),
      ...run.assumptions,
      ...remarks,
    ],
    provenance,
  });
};

interface Piece extends StatedNetwork {
  readonly totals: NetworkTotals;
}

const piecesOf = ({ device, run, networks }: DevicePlanRequest): readonly Piece[] => {
  let start = 0;
  return networks.map((network, position) => {
    const ran = run.networks[position];
    if (ran === undefined) throw new InternalError(`the device did not run ${network.source.name}`);
    const piece = pieceOf(network, ran, { run, start, batch: device.batch });
    start += ran.latencyCycles;
    return piece;
  });
};

interface Place {
  readonly run: DeviceRun;
  /** When the network starts. */
  readonly start: number;
  readonly batch: number;
}

const pieceOf = (network: DeviceNetworkInput, ran: DeviceNetworkRun, { run, start, batch }: Place): Piece => {
  const { source, prepared, rate, accuracy = {}, quantization } = network;
  const { graph, precision, steps, scratch } = prepared;
  const layers = planLayersOf(network, ran, run, start);
  const nameOf = tensorNames(graph, steps);
  const memory = planMemory({
    network: source.name,
    graph,
    precision,
    copies: batch,
    ...ran.memory,
    isAlias: isAlias(graph),
    scratch: ran.memory.holds === "all" ? scratch : [],
    nameOf,
    spans: spansOf(network, layers, start),
    onChip: [],
    ...(ran.memory.holds === "all" ? {} : { isHeld: portsOf(network) }),
  });
  const parameters = parametersOf(graph).map(({ id, count }) => ({ name: nameOf(id), count }));
  const { modelBytes, peakActivationBytes } = memory;
  const misfits = misfitsOf(network, ran);
  return {
    source,
    steps,
    misfits,
    ...(rate === undefined ? {} : { rate }),
    ...(quantization === undefined ? {} : { quantization }),
    layers,
    memory: memory.entries,
    parameters,
    fates: fatesOf(network, ran),
    totals: {
      name: source.name,
      ...(rate === undefined ? {} : { rate }),
      modelBytes,
      peakActivationBytes,
      schedule: layers,
      span: ran,
      workloads: prepared.layers.map(({ workload }) => workload),
      parameters: parameters.reduce((sum, { count }) => sum + count, 0),
      misfits: [...misfits].map(([name, misfit]) => `${name} ${misfit}`),
      accuracy,
    },
  };
};

/** By name, in the order of the layers. */
const runsOf = ({ prepared }: DeviceNetworkInput, ran: DeviceNetworkRun) =>
  prepared.layers.map(({ name }, i) => {
    const layer = ran.layers[i];
    if (layer === undefined) throw new InternalError(`the device did not run layer ${name}`);
    return [name, layer] as const;
  });

const misfitsOf = (network: DeviceNetworkInput, ran: DeviceNetworkRun): ReadonlyMap<string, string> =>
  new Map(runsOf(network, ran).flatMap(([name, layer]) => (isMisfit(layer) ? [[name, layer.misfit]] : [])));

const fatesOf = (network: DeviceNetworkInput, ran: DeviceNetworkRun): ReadonlyMap<string, string> =>
  new Map(
    runsOf(network, ran).flatMap(([name, layer]) =>
      isMisfit(layer) || layer.fate === undefined ? [] : [[name, layer.fate]],
    ),
  );

const planLayersOf = (
  network: DeviceNetworkInput,
  ran: DeviceNetworkRun,
  { accelerator }: DeviceRun,
  start: number,
): readonly PlanLayer[] => {
  const runs = new Map(runsOf(network, ran));
  return network.prepared.steps.flatMap(({ node, workloads }) =>
    workloads.flatMap((named): PlanLayer[] => {
      const { name, workload } = named;
      const layer = runs.get(name);
      if (layer === undefined || isMisfit(layer)) return [];
      return [
        {
          ...partsOf(layer, start),
          name,
          op: node.op,
          origins: node.origins,
          workload: planWorkloadOf(workload),
          precision: precisionOf(workload),
          accelerator: accelerator.slot,
          onChip: [],
          ...tensorsOf(named),
          macs: workload.kind === "contraction" ? macsOf(workload) : 0,
        },
      ];
    }),
  );
};

const partsOf = (layer: DeviceLayerRun, start: number): Omit<DeviceLayerRun, "fate"> => {
  const { startCycle, endCycle, latencyCycles, utilization, energyPj, accesses, bound, mapping, kernel, engine } =
    layer;
  return {
    startCycle: start + startCycle,
    endCycle: start + endCycle,
    latencyCycles,
    utilization,
    energyPj,
    accesses,
    bound,
    mapping,
    ...(kernel === undefined ? {} : { kernel }),
    ...(engine === undefined ? {} : { engine }),
  };
};

/** Of each node: a free one takes no time when its turn comes. */
const spansOf = (
  { prepared: { steps } }: DeviceNetworkInput,
  layers: readonly PlanLayer[],
  start: number,
): readonly { readonly startCycle: number; readonly endCycle: number }[] => {
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  let last = start;
  return steps.map(
    ({ workloads }: { readonly node: Node; readonly workloads: readonly { readonly name: string }[] }) => {
      const own = workloads.flatMap(({ name }) => byName.get(name) ?? []);
      const startCycle = own.length === 0 ? last : Math.min(...own.map(layer => layer.startCycle));
      last = Math.max(last, ...own.map(layer => layer.endCycle));
      return {
        startCycle,
        endCycle: Math.max(startCycle, ...own.map(layer => layer.endCycle), own.length === 0 ? last : 0),
      };
    },
  );
};

/** Inputs and outputs of the network, by the ids under which memory knows them. */
const portsOf = ({ prepared: { graph, activations } }: DeviceNetworkInput): ((id: string) => boolean) => {
  const outside = new Set([...graph.inputs.map(({ id }) => id), ...graph.outputs.map(({ value }) => value)]);
  const { aliases } = activations;
  return id => outside.has(id) || (aliases.get(id) ?? []).some(alias => outside.has(alias));
};

const chipTotalsOf = ({ accelerator, idleWatts, unknown = [] }: DeviceRun, batch: number): ChipTotals => {
  const { areaMm2, clockHz, resources } = accelerator;
  const unstated = [
    ...unknown,
    ...(areaMm2 === null
      ? [{ metric: "areaMm2", reason: "nobody states how large the part of the die is that it takes" }]
      : []),
    { metric: "energyPjBand", reason: "the device's power is its maker's figure: no tables differ" },
    { metric: "areaMm2Band", reason: "the die is as large as its maker made it: no tables differ" },
  ];
  return {
    facts: { clockHz, areaMm2: areaMm2?.total ?? null, leakageWatts: idleWatts, batch },
    areaMm2Band: null,
    energyBandOf: () => null,
    ...(resources === undefined ? {} : { resources: usedOf(resources) }),
    unknown: unstated,
  };
};

const usedOf = (resources: NonNullable<DeviceRun["accelerator"]["resources"]>): ChipTotals["resources"] & object => {
  const used = (wanted: string): number => resources.find(({ name }) => name === wanted)?.used ?? 0;
  return {
    lut: used("lut"),
    ff: used("ff"),
    bram: used("bram18") / 2,
    uram: used("uram"),
    dsp: used("dsp"),
  } satisfies Pick<PlanMetrics, "lut" | "ff" | "bram" | "uram" | "dsp">;
};
