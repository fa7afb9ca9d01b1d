/** Is this machine one that can be mapped to? Collects every fault, each naming its field. */
import type { Diagnostic } from "../support/diagnostic.ts";
import type { Architecture, Bandwidth, FanOutAxis, StorageLevel } from "./architecture.ts";
import {
  brokenAxis,
  duplicateLevel,
  incompleteBackingStore,
  noLevels,
  noModes,
  noOperations,
  notACost,
  notPositive,
  severalPasses,
  unexchangeable,
  unholdable,
  unknownVectorLevel,
  unrunnable,
  unusableAxis,
} from "./messages.ts";
import { dimensions, tensorNames } from "./workload.ts";

export const architectureFaults = (architecture: Architecture): readonly Diagnostic[] => {
  const { levels, compute, vectorUnit, clock } = architecture;
  const names = levels.map(({ name }) => name);
  const doubles = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  return [
    ...positive("clock", clock),
    ...(levels.length === 0 ? [noLevels()] : []),
    ...[...doubles].map(duplicateLevel),
    ...backingFaults(levels),
    ...levels.flatMap(levelFaults),
    ...passFaults(levels),
    ...(compute.modes.length === 0 ? [noModes()] : []),
    ...compute.modes.flatMap(({ macsPerCycle }, i) => positive(`compute.modes[${i}].macsPerCycle`, macsPerCycle)),
    ...compute.modes.flatMap(({ energy }, i) => cost(`compute.modes[${i}].energy`, energy)),
    ...positive("vectorUnit.lanes", vectorUnit.lanes),
    ...positive("vectorUnit.stages", vectorUnit.stages ?? 1),
    ...positive("vectorUnit.functionInterval", vectorUnit.functionInterval ?? 1),
    ...positive("vectorUnit.bandwidth", vectorUnit.bandwidth),
    ...(vectorUnit.operations.length === 0 ? [noOperations()] : []),
    ...(names.includes(vectorUnit.level) ? [] : [unknownVectorLevel(vectorUnit.level, names)]),
  ];
};

const positive = (field: string, value: number): Diagnostic[] =>
  Number.isFinite(value) && value > 0 ? [] : [notPositive(field, value)];

const cost = (field: string, value: number): Diagnostic[] =>
  Number.isFinite(value) && value >= 0 ? [] : [notACost(field, value)];

const passFaults = (levels: readonly StorageLevel[]): Diagnostic[] => {
  const starting = levels.filter(({ startsPasses }) => startsPasses === true).map(({ name }) => name);
  return starting.length > 1 ? [severalPasses(starting)] : [];
};

/** The outermost level takes whatever fits nowhere else, and some level must run each loop. */
const backingFaults = (levels: readonly StorageLevel[]): Diagnostic[] => {
  const [outermost] = levels;
  if (outermost === undefined) return [];
  const missing = tensorNames.filter(tensor => !outermost.holds.includes(tensor));
  const idle = dimensions.filter(
    dimension => !levels.some(({ temporalDimensions }) => temporalDimensions?.includes(dimension) ?? true),
  );
  return [...missing.map(tensor => incompleteBackingStore(outermost.name, tensor)), ...idle.map(unrunnable)];
};

const levelFaults = ({
  name,
  capacity,
  holds,
  mustHold = [],
  bandwidth,
  exchange,
  access,
  fanOut,
}: StorageLevel): Diagnostic[] => [
  ...(capacity === "unlimited" ? [] : positive(`${name}.capacity`, capacity)),
  ...mustHold.filter(tensor => !holds.includes(tensor)).map(tensor => unholdable(name, tensor)),
  ...bandwidthFaults(name, bandwidth),
  ...(exchange === undefined || holds.includes(exchange.tensor) ? [] : [unexchangeable(name, exchange.tensor)]),
  ...positive(`${name}.access.wordBits`, access.wordBits),
  ...cost(`${name}.access.read`, access.read),
  ...cost(`${name}.access.write`, access.write),
  ...axisFaults(`${name}.fanOut.x`, fanOut.x),
  ...axisFaults(`${name}.fanOut.y`, fanOut.y),
];

const bandwidthFaults = (name: string, bandwidth: Bandwidth): Diagnostic[] => {
  switch (bandwidth.kind) {
    case "unlimited":
      return [];
    case "shared":
      return positive(`${name}.bandwidth.total`, bandwidth.total);
    case "separate":
      return [
        ...positive(`${name}.bandwidth.read`, bandwidth.read),
        ...positive(`${name}.bandwidth.write`, bandwidth.write),
      ];
  }
};

const axisFaults = (name: string, { size, dimensions: allowed }: FanOutAxis): Diagnostic[] => {
  if (!Number.isInteger(size) || size < 1) return [brokenAxis(name, size)];
  return size > 1 && allowed.length === 0 ? [unusableAxis(name, size)] : [];
};
