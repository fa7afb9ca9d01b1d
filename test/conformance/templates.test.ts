/** What holds of every template, whatever it models. A rule is skipped for a template only with the reason. */
import { describe, expect, test } from "vitest";
import { technologies } from "../../accelerators/technology/index.ts";
import { type AcceleratorTemplate, type Parameter, type Settings, settingsOf } from "../../accelerators/template.ts";
import { type TemplateName, templates } from "../../accelerators/templates/index.ts";
import { type Architecture, macModeFor, operationEnergy, peCount } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import type { Cost } from "../../mapping/cost.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { map, type MappedWorkload } from "../../mapping/mapper.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import {
  type Contraction,
  elementsOf,
  macsOf,
  tensorNames,
  type VectorWorkload,
  type Workload,
} from "../../mapping/workload.ts";
import type { Bits, Cycles } from "../../support/quantity.ts";
import { contraction } from "../support/small-machine.ts";

interface Rules {
  /** Settings of growing arrays, each with all that the last has. */
  readonly growing: readonly Partial<Settings>[];
  /** Parameters that are bandwidths. */
  readonly bandwidths: readonly string[];
  /** Parameters that cost no area, and why. */
  readonly withoutArea: Readonly<Record<string, string>>;
}

const offChip = {
  clock: "energies and areas are those of the technology at any clock",
  dramBandwidth: "the memory and its interface are not on this chip",
};
const onChipPort = { bandwidth: "the area of a buffer is not priced by the width of its port" };

/** Doubled axis by axis. */
const doubling = (names: readonly string[], from: number): readonly Partial<Settings>[] =>
  Array.from({ length: 3 * names.length + 1 }, (_, step) =>
    Object.fromEntries(
      names.map((name, i) => [name, from * 2 ** Math.floor((step + names.length - 1 - i) / names.length)]),
    ),
  );

const rules: Readonly<Record<TemplateName, Rules>> = {
  nvdla: {
    growing: [32, 64, 128, 256, 512, 1024, 2048, 4096].map(pes => ({ pes })),
    bandwidths: ["bandwidth", "dramBandwidth"],
    withoutArea: { ...offChip, ...onChipPort },
  },
  shidiannao: {
    growing: doubling(["rows", "columns"], 4),
    bandwidths: ["bandwidth", "dramBandwidth"],
    withoutArea: { ...offChip, ...onChipPort },
  },
  eyeriss: {
    growing: doubling(["rows", "columns"], 4),
    bandwidths: ["bandwidth", "dramBandwidth"],
    withoutArea: { ...offChip, ...onChipPort },
  },
  systolic: {
    growing: doubling(["rows", "columns"], 8),
    bandwidths: ["bandwidth", "dramBandwidth"],
    withoutArea: {
      ...offChip,
      ...onChipPort,
      stationary: "a choice, not an amount",
      foldOverlap: "the second register of each element is there in both cases",
    },
  },
  simba: {
    growing: doubling(["rows", "columns", "lanes", "width"], 2),
    bandwidths: ["bandwidth", "dramBandwidth"],
    withoutArea: { ...offChip, ...onChipPort },
  },
  bitserial: {
    growing: doubling(["filters", "windows", "channels"], 4),
    bandwidths: ["bandwidth", "dramBandwidth"],
    withoutArea: { ...offChip, ...onChipPort },
  },
};

const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
const layers: readonly Contraction[] = [
  contraction({ K: 64, C: 64, P: 14, Q: 14, R: 3, S: 3 }, { bits }),
  contraction({ K: 64, C: 3, P: 56, Q: 56, R: 7, S: 7 }, { bits, strides: [2, 2] }),
  contraction({ K: 37, C: 19, P: 13, Q: 11, R: 1, S: 1 }, { bits }),
  contraction({ G: 48, P: 28, Q: 28, R: 3, S: 3 }, { bits }),
  contraction(
    { K: 1000, C: 512 },
    { bits, epilogue: { operationsPerOutput: 1, operands: [{ elements: 1000, bits: 32 }] } },
  ),
  contraction({ G: 2, K: 24, C: 12, P: 9, Q: 9, R: 5, S: 5 }, { bits, dilations: [2, 2] }),
  contraction({ K: 2, C: 2, P: 2, Q: 2 }, { bits: { weights: 4, inputs: 4, outputs: 4, partialSums: 16 } }),
];

const stream: VectorWorkload = {
  kind: "vector",
  operation: "add",
  inputElements: 20_000,
  outputElements: 10_000,
  operations: 10_000,
  inputBits: 160_000 as Bits,
  outputBits: 80_000 as Bits,
  operandBits: 8,
  resultBits: 8,
  elementBits: 8,
};

const mappedOn = (workload: Workload, machine: Architecture): readonly MappedWorkload[] => {
  const result = map(workload, machine);
  if (!result.feasible) throw new Error(`does not fit: ${JSON.stringify(result.reasons)}`);
  return result.front;
};
const frontOf = (workload: Workload, machine: Architecture): readonly Cost[] =>
  mappedOn(workload, machine).map(({ cost }) => cost);
const fastest = (workload: Workload, machine: Architecture): number => frontOf(workload, machine)[0]!.latency;

/** The same machine that waits for nothing but its multipliers. */
const computeOnly = (machine: Architecture): Architecture => ({
  ...machine,
  overlap: "perfect",
  levels: machine.levels.map(level => ({
    ...level,
    bandwidth: { kind: "unlimited" },
    ...(level.exchange === undefined ? {} : { exchange: { ...level.exchange, cycles: 0 as Cycles } }),
  })),
  vectorUnit: { ...machine.vectorUnit, lanes: 1e9, bandwidth: 1e12 as typeof machine.vectorUnit.bandwidth },
});

/** Bits that must cross the memory's bus: every element once. */
const compulsoryBits = (layer: Contraction): number =>
  tensorNames.reduce((total, tensor) => total + elementsOf(layer, tensor) * layer.bits[tensor], 0) +
  layer.epilogue.operands.reduce((total, operand) => total + operand.elements * operand.bits, 0);

const busOf = ({ levels: [memory] }: Architecture): number => {
  if (memory?.bandwidth.kind !== "shared") throw new Error("memory has one bus");
  return memory.bandwidth.total;
};
const memoryEnergy = ({ levels: [memory] }: Architecture): number => memory!.access.read / memory!.access.wordBits;

const nextOnGrid = ({ grid }: Parameter, value: number): number =>
  "step" in grid ? value + grid.step : value * grid.factor;

/** A few legal values, smallest first. */
const valuesOf = (parameter: Parameter): readonly number[] => {
  const values = [parameter.minimum];
  for (let i = 0; i < 5; i++) {
    const next = nextOnGrid(parameter, values.at(-1)!);
    if (next <= parameter.maximum) values.push(next);
  }
  return [...new Set([...values, parameter.default, parameter.maximum])].toSorted((a, b) => a - b);
};

const rises = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity));
const neverRises = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value <= (values[i - 1] ?? 0));

describe.each(Object.keys(templates) as TemplateName[])("%s", name => {
  const template: AcceleratorTemplate = templates[name];
  const { growing, bandwidths, withoutArea } = rules[name];
  const substrate = { technology: technologies["28nm"], dram: "lpddr4" } as const;
  const build = (given: Partial<Settings> = {}): Architecture => template.build(settingsOf(template, given), substrate);
  const areaWith = (given: Partial<Settings> = {}, technology: keyof typeof technologies = "28nm") =>
    template.area(settingsOf(template, given), { ...substrate, technology: technologies[technology] });

  test("says what it is, after whom, and what it ignores", () => {
    expect(template.name).toBe(name);
    expect([template.summary, template.citation].every(text => text.length > 20)).toBe(true);
    expect(template.ignores.length).toBeGreaterThan(2);
    expect(template.ignores.every(sentence => sentence.endsWith("."))).toBe(true);
  });

  test("defaults lie within their ranges, and every range has more than one value", () => {
    for (const { default: value, minimum, maximum } of Object.values(template.parameters)) {
      expect(value).toBeGreaterThanOrEqual(minimum);
      expect(value).toBeLessThanOrEqual(maximum);
      expect(maximum).toBeGreaterThan(minimum);
    }
  });

  test("is a machine without faults at both ends of every parameter", () => {
    const ends = Object.entries(template.parameters).flatMap(([parameter, { minimum, maximum }]) => [
      { [parameter]: minimum },
      { [parameter]: maximum },
    ]);
    for (const given of [{}, ...ends]) {
      const machine = build(given);
      expect([given, architectureFaults(machine)]).toEqual([given, []]);
      expect(frontOf(layers[6]!, machine).length).toBeGreaterThan(0);
    }
  });

  // Whatever a mapper finds: what runs on the smaller array runs on the larger one as well, as fast.
  test("more processing elements never cost compute cycles", () => {
    const machines = growing.map(given => computeOnly(build(given)));
    expect(rises(machines.map(peCount))).toBe(true);
    for (const layer of layers)
      for (const [i, larger] of machines.slice(1).entries())
        for (const { mapping, cost } of mappedOn(layer, machines[i]!)) {
          expect(mappingFaults(layer, larger, mapping!)).toEqual([]);
          expect(evaluate(layer, larger, mapping!).latency).toBeLessThanOrEqual(cost.latency);
        }
  });

  test.each(bandwidths)("more %s never costs latency", parameter => {
    const machines = valuesOf(template.parameters[parameter]!).map(value => build({ [parameter]: value }));
    for (const layer of [...layers, stream])
      expect(neverRises(machines.map(machine => fastest(layer, machine)))).toBe(true);
  });

  test("area grows with every resource", () => {
    for (const [parameter, definition] of Object.entries(template.parameters)) {
      const areas = valuesOf(definition).map(value => areaWith({ [parameter]: value }).total);
      expect([parameter, rises(areas)]).toEqual([parameter, withoutArea[parameter] === undefined]);
    }
    expect(Object.keys(withoutArea).filter(parameter => !(parameter in template.parameters))).toEqual([]);
  });

  test.each(["45nm", "28nm", "16nm", "7nm"] as const)("area at %s lies in its band and adds up", technology => {
    const { total, low, high, breakdown } = areaWith({}, technology);
    expect([low < total, total < high]).toEqual([true, true]);
    expect(breakdown.reduce((sum, { area }) => sum + area, 0)).toBeCloseTo(total, 12);
    expect(breakdown.every(({ area }) => area > 0)).toBe(true);
  });

  test.each(layers.map((layer, i) => [i, layer] as const))(
    "layer %i: latency at least the roofline, energy at least the inevitable",
    (_, layer) => {
      const machine = build();
      const mode = macModeFor(machine.compute, layer.bits)!;
      const macs = macsOf(layer);
      const operations = elementsOf(layer, "outputs") * layer.epilogue.operationsPerOutput;
      const roofline = Math.max(
        macs / (peCount(machine) * mode.macsPerCycle),
        compulsoryBits(layer) / busOf(machine),
        operations / machine.vectorUnit.lanes,
      );
      const inevitable =
        macs * mode.energy +
        compulsoryBits(layer) * memoryEnergy(machine) +
        operations * operationEnergy(machine.vectorUnit, layer.bits.partialSums);
      for (const { latency, energy, utilization } of frontOf(layer, machine)) {
        expect(latency).toBeGreaterThanOrEqual(roofline);
        expect(energy).toBeGreaterThan(inevitable);
        expect(utilization).toBeGreaterThan(0);
        expect(utilization).toBeLessThanOrEqual(1);
      }
    },
  );

  test("a stream through the vector unit costs cycles and energy too", () => {
    const machine = build();
    const [{ latency, energy } = { latency: 0, energy: 0 }] = frontOf(stream, machine);
    const moved = stream.inputBits + stream.outputBits;
    expect(latency).toBeGreaterThanOrEqual(
      Math.max(moved / busOf(machine), stream.operations / machine.vectorUnit.lanes),
    );
    expect(energy).toBeGreaterThan(moved * memoryEnergy(machine));
  });
});
