/**
 * Is this mapping legal on this machine? By rules of its own, from the loops alone: it shares no code with the counting, and
 * no mapping leaves a mapper unchecked.
 */
import type { Architecture, FanOutAxis, StorageLevel } from "./architecture.ts";
import type { LevelMapping, Loop, Mapping } from "./mapping.ts";
import { type Contraction, type Dimension, dimensions, type TensorName, tensorNames } from "./workload.ts";

/** Every fault, as a sentence that names the level; empty for a legal mapping. */
export const mappingFaults = (
  contraction: Contraction,
  architecture: Architecture,
  mapping: Mapping,
): readonly string[] => {
  if (mapping.levels.length !== architecture.levels.length)
    return [`${mapping.levels.length} levels mapped, the machine has ${architecture.levels.length}`];
  const faults = architecture.levels.flatMap((level, index) => {
    const mapped = mapping.levels[index];
    return mapped === undefined ? [] : [...placementFaults(level, mapped, index), ...loopFaults(level, mapped)];
  });
  const factors = dimensions.flatMap(dimension => factorFaults(contraction, mapping, dimension));
  // Tiles mean nothing where the loops are wrong.
  if (factors.length > 0) return [...faults, ...factors];
  return [
    ...faults,
    ...architecture.levels.flatMap((_, index) => capacityFaults(contraction, architecture, mapping, index)),
  ];
};

const placementFaults = (
  { name, holds, mustHold = [] }: StorageLevel,
  { keeps }: LevelMapping,
  index: number,
): string[] => [
  ...keeps.filter(tensor => !holds.includes(tensor)).map(tensor => `${name} cannot hold ${tensor}`),
  ...mustHold.filter(tensor => !keeps.includes(tensor)).map(tensor => `${tensor} may not bypass ${name}`),
  // What the outermost level cannot hold is resident further in, where it may not be passed by.
  ...(index === 0 ? tensorNames.filter(tensor => holds.includes(tensor) && !keeps.includes(tensor)) : []).map(
    tensor => `${tensor} must be kept in ${name}, the outermost level`,
  ),
];

const loopFaults = (level: StorageLevel, { temporal, spatial }: LevelMapping): string[] => {
  const { name, temporalDimensions } = level;
  const illegal = temporal.filter(({ dimension }) => temporalDimensions?.includes(dimension) === false);
  return [
    ...illegal.map(({ dimension }) => `${name} cannot run a loop over ${dimension}`),
    ...axisFaults(`${name}, axis x`, level.fanOut.x, spatial.x),
    ...axisFaults(`${name}, axis y`, level.fanOut.y, spatial.y),
  ];
};

const axisFaults = (place: string, axis: FanOutAxis, loops: readonly Loop[]): string[] => {
  const used = loops.reduce((product, { bound }) => product * bound, 1);
  const illegal = loops.filter(({ dimension, bound }) => bound > 1 && !axis.dimensions.includes(dimension));
  return [
    ...(used > axis.size ? [`${place}: loops over ${used} instances, there are ${axis.size}`] : []),
    ...illegal.map(({ dimension }) => `${place}: ${dimension} may not be unrolled here`),
  ];
};

/** The loops over a dimension must cut it down to single steps, none of them in vain. */
const factorFaults = ({ bounds }: Contraction, mapping: Mapping, dimension: Dimension): string[] => {
  const faults: string[] = [];
  let extent = bounds[dimension];
  for (const { bound } of allLoops(mapping).filter(loop => loop.dimension === dimension)) {
    const step = Math.ceil(extent / bound);
    if (!Number.isInteger(bound) || bound < 1) faults.push(`${dimension}: a loop of ${bound} iterations`);
    else if (Math.ceil(extent / step) !== bound)
      faults.push(`${dimension}: ${extent} in ${bound} pieces leaves some empty, ${Math.ceil(extent / step)} do`);
    extent = step;
  }
  return extent === 1 || faults.length > 0 ? faults : [`${dimension}: the loops leave ${extent} steps uncovered`];
};

const allLoops = ({ levels }: Mapping): readonly Loop[] =>
  levels.flatMap(({ temporal, spatial }) => [...temporal, ...spatial.x, ...spatial.y]);

const capacityFaults = (
  contraction: Contraction,
  architecture: Architecture,
  mapping: Mapping,
  index: number,
): string[] => {
  const level = architecture.levels[index];
  if (level === undefined || level.capacity === "unlimited") return [];
  const needed = neededBits(contraction, architecture, mapping, index);
  if (needed <= level.capacity) return [];
  const buffers = copiesOf(architecture, index) > 1 ? " with their double buffers" : "";
  const kept = mapping.levels[index]?.keeps ?? [];
  return [
    `${level.name}: tiles of ${kept.join(", ")} need ${Math.ceil(needed / 8)} bytes${buffers}, there are ${Math.floor(level.capacity / 8)}`,
  ];
};

const copiesOf = ({ overlap }: Architecture, index: number): number =>
  overlap === "double-buffered" && index > 0 ? 2 : 1;

/** What a mapping takes of a level's capacity, in bits. */
export const neededBits = (
  contraction: Contraction,
  architecture: Architecture,
  mapping: Mapping,
  index: number,
): number => {
  const { resident = [] } = architecture.levels[index] ?? {};
  const kept = mapping.levels[index]?.keeps ?? [];
  return kept.reduce(
    (bits, tensor) =>
      bits +
      (resident.includes(tensor)
        ? residentBits(contraction, architecture, mapping, index, tensor)
        : copiesOf(architecture, index) * tileBits(contraction, architecture, mapping, index, tensor)),
    0,
  );
};

/** What a tensor that lies there whole takes beyond its own room: partial sums are wider than finished outputs. */
const residentBits = (
  { bounds: { G, N, K, P, Q }, bits }: Contraction,
  architecture: Architecture,
  mapping: Mapping,
  index: number,
  tensor: TensorName,
): number =>
  tensor === "outputs" && staysPartial(architecture, mapping, index)
    ? G * N * K * P * Q * Math.max(0, bits.partialSums - bits.outputs)
    : 0;

const tileBits = (
  contraction: Contraction,
  architecture: Architecture,
  mapping: Mapping,
  index: number,
  tensor: TensorName,
): number => {
  const { G, N, K, C, P, Q, R, S } = tileExtents(contraction, mapping, index);
  const { bits, strides, dilations } = contraction;
  switch (tensor) {
    case "weights":
      return G * K * C * R * S * bits.weights;
    case "inputs": {
      const rows = (P - 1) * strides[0] + (R - 1) * dilations[0] + 1;
      const columns = (Q - 1) * strides[1] + (S - 1) * dilations[1] + 1;
      return G * N * C * rows * columns * bits.inputs;
    }
    case "outputs":
      return G * N * K * P * Q * (staysPartial(architecture, mapping, index) ? bits.partialSums : bits.outputs);
  }
};

/** What the loops outside of a level leave to it. */
const tileExtents = ({ bounds }: Contraction, { levels }: Mapping, index: number): Record<Dimension, number> => {
  const extents = { ...bounds };
  for (const { dimension, bound } of allLoops({ levels: levels.slice(0, index) }))
    extents[dimension] = Math.ceil(extents[dimension] / bound);
  return extents;
};

const isReduction = ({ dimension, bound }: Loop): boolean => bound > 1 && "CRS".includes(dimension);
const spatialOf = ({ spatial }: LevelMapping): readonly Loop[] => [...spatial.x, ...spatial.y];

/** Something is still to be added to outputs that lie at this level: they come up more than once, or meet others further out. */
const staysPartial = (architecture: Architecture, { levels }: Mapping, index: number): boolean => {
  if (levels.slice(0, index).some(level => spatialOf(level).some(isReduction))) return true;
  const next = levels.findIndex((level, i) => i > index && level.keeps.includes("outputs"));
  const child = next === -1 ? levels.length : next;
  const addsApart = levels
    .slice(index, child)
    .some((level, i) => architecture.levels[index + i]?.fanOut.reduces === false && spatialOf(level).some(isReduction));
  const turns = levels
    .slice(0, child)
    .flatMap(({ temporal }) => temporal)
    .filter(({ bound }) => bound > 1);
  // The MACs send a sum at every step; a level below keeps its tile through the reduction loops directly above it.
  const lastMove = next === -1 ? turns.length : 1 + turns.findLastIndex(loop => !isReduction(loop));
  return addsApart || turns.slice(0, lastMove).some(isReduction);
};
