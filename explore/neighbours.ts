/** What one step in each parameter of the hardware would change for a layer of a plan: mapped anew on the neighbours in the template's grid. */
import type { Plan, PlanAccelerator, PlanAccesses, PlanLayer, PlanVector } from "../accelerators/plan.ts";
import { buildAccelerator, type Design } from "../accelerators/targets.ts";
import { technologies, type TechnologyName } from "../accelerators/technology/index.ts";
import type { AcceleratorTemplate, Parameter } from "../accelerators/template.ts";
import { type TemplateName, templates } from "../accelerators/templates/index.ts";
import { type DramKind, dramKinds } from "../accelerators/technology.ts";
import type { Architecture } from "../mapping/architecture.ts";
import { homeOf, withResidents } from "../mapping/resident.ts";
import { type TensorName, tensorNames, type VectorWorkload, type Workload } from "../mapping/workload.ts";
import { type Bits, quantity } from "../support/quantity.ts";
import type { Mapper } from "./map-network.ts";

export interface Neighbour {
  readonly parameter: string;
  readonly value: number;
  readonly areaMm2: number;
  /** The fastest and the thriftiest mapping there; null where the layer does not fit. */
  readonly latencySeconds: number | null;
  readonly energyPj: number | null;
}

export interface Neighbourhood {
  readonly own: Omit<Neighbour, "parameter" | "value">;
  readonly steps: readonly Neighbour[];
}

/** With the same tensors on chip. Undefined where this version does not know the plan's template or technology, or could not build the machine again. */
export const neighboursOf = (
  plan: Plan,
  layer: PlanLayer,
  accelerator: PlanAccelerator,
  mapper: Mapper,
): Neighbourhood | undefined => {
  const design = designOf(accelerator);
  if (design === undefined) return undefined;
  const workload = workloadOf(layer, accelerator);
  const residents = residentsIn(plan, layer, accelerator);
  const look = (settings: Design["settings"]): Omit<Neighbour, "parameter" | "value"> => {
    const { architecture, area } = buildAccelerator({ ...design, settings });
    const machine = machineWith(architecture, residents);
    const result = machine === undefined ? undefined : mapper(workload, machine);
    if (result?.feasible !== true) return { areaMm2: area.total, latencySeconds: null, energyPj: null };
    const costs = result.front.map(({ cost }) => cost);
    return {
      areaMm2: area.total,
      latencySeconds: Math.min(...costs.map(({ latency }) => latency)) / architecture.clock,
      energyPj: Math.min(...costs.map(({ energy }) => energy)),
    };
  };
  const { parameters }: AcceleratorTemplate = templates[design.template];
  const steps = Object.entries(parameters).flatMap(([parameter, range]) =>
    stepsFrom(design.settings[parameter] ?? range.default, range).map(value => ({
      parameter,
      value,
      ...look({ ...design.settings, [parameter]: value }),
    })),
  );
  return { own: look(design.settings), steps };
};

/** One step down and one up, as far as the range goes. */
const stepsFrom = (value: number, { minimum, maximum, grid }: Parameter): readonly number[] => {
  const around = "step" in grid ? [value - grid.step, value + grid.step] : [value / grid.factor, value * grid.factor];
  return around.filter(each => each >= minimum && each <= maximum);
};

const designOf = ({ template, technology, parameters, levels }: PlanAccelerator): Design | undefined => {
  const { dram, ...settings } = parameters;
  const [backing] = levels;
  if (!isTemplate(template) || !isTechnology(technology) || !isDram(dram) || backing === undefined) return undefined;
  const numbers = Object.entries(settings).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return {
    template,
    technology,
    dram,
    settings: Object.fromEntries(numbers),
    dramEnergyPjPerBit: backing.readPjPerWord / backing.wordBits,
  };
};

const isTemplate = (name: string): name is TemplateName => Object.hasOwn(templates, name);
const isTechnology = (name: string): name is TechnologyName => Object.hasOwn(technologies, name);
const isDram = (kind: string | number | undefined): kind is DramKind => dramKinds.some(known => known === kind);

/** As the mapper saw it: of what the epilogue reads, the bits alone count. */
const workloadOf = ({ op, workload, precision, accesses }: PlanLayer, { vectorUnit }: PlanAccelerator): Workload => {
  const { weightBits, activationBits, outputBits, accumulatorBits } = precision;
  if (workload.kind === "vector") {
    const { inputElements, outputElements, operations, operationBits, inputBits, outputBits: resultBits } = workload;
    return {
      kind: "vector",
      operation: op,
      inputElements,
      outputElements,
      operations,
      inputBits: quantity<Bits>(inputBits),
      outputBits: quantity<Bits>(resultBits),
      operandBits: activationBits,
      resultBits: outputBits,
      elementBits: operationBits,
      ...elsewhereOf(workload, accesses, vectorUnit),
    };
  }
  const { bounds, strides, dilations, epilogueOperationsPerOutput } = workload;
  const [rows = 1, columns = 1] = strides;
  const [down = 1, across = 1] = dilations;
  const operands = Object.entries(accesses.perTensor["epilogue"] ?? {}).map(([level, { readBits }]) => ({
    elements: readBits,
    bits: 1,
    ...(level === vectorUnit.level ? {} : { level }),
  }));
  return {
    kind: "contraction",
    bounds,
    strides: [rows, columns],
    dilations: [down, across],
    bits: {
      weights: weightBits ?? activationBits,
      inputs: activationBits,
      outputs: outputBits,
      partialSums: accumulatorBits ?? outputBits,
    },
    epilogue: { operationsPerOutput: epilogueOperationsPerOutput, operands },
  };
};

/** What of a stream goes to and from a level that is not the vector unit's own. */
const elsewhereOf = (
  { inputElements, outputElements, inputBits, outputBits }: PlanVector,
  { perLevel, perTensor }: PlanAccesses,
  vectorUnit: PlanAccelerator["vectorUnit"],
): Pick<VectorWorkload, "elsewhere"> => {
  const level = Object.keys(perLevel).find(name => name !== vectorUnit.level);
  if (level === undefined) return {};
  const read = perTensor["inputs"]?.[level]?.readBits ?? 0;
  const written = perTensor["outputs"]?.[level]?.writtenBits ?? 0;
  return {
    elsewhere: {
      level,
      inputElements: share(inputElements, read, inputBits),
      outputElements: share(outputElements, written, outputBits),
      inputBits: quantity<Bits>(read),
      outputBits: quantity<Bits>(written),
    },
  };
};

const share = (elements: number, part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((elements * part) / whole);

interface ResidentTensors {
  readonly tensors: readonly TensorName[];
  readonly bits: Bits;
}

/** What lies on chip while the layer runs, from the plan's memory; its own tensors are those that memory outside never sees. */
const residentsIn = (
  { memory, accelerators }: Plan,
  { workload, accesses, startCycle, endCycle }: PlanLayer,
  { levels, slot }: PlanAccelerator,
): ResidentTensors | undefined => {
  const backing = levels[0]?.name ?? "";
  const names = new Set(levels.slice(1).map(({ name }) => (accelerators.length === 1 ? name : `${name} of ${slot}`)));
  const bytes = memory
    .filter(({ level, fromCycle, toCycle }) => names.has(level) && fromCycle < endCycle && toCycle > startCycle)
    .reduce((sum, { sizeBytes }) => sum + 8 * Math.ceil(sizeBytes / 8), 0);
  if (bytes === 0 || workload.kind === "vector") return undefined;
  const tensors = tensorNames.filter(tensor => {
    const perLevel = accesses.perTensor[tensor];
    return perLevel !== undefined && perLevel[backing] === undefined;
  });
  return { tensors, bits: quantity<Bits>(8 * bytes) };
};

const machineWith = (architecture: Architecture, residents: ResidentTensors | undefined): Architecture | undefined => {
  const home = homeOf(architecture);
  return residents === undefined || home === undefined ? architecture : withResidents(architecture, home, residents);
};
