/** The kinds of step that a level's loops make: each axis at its beginning, in the middle or at its end, and how often. */
import type { MapDirective } from "./directives.ts";
import type { ClusterLevel } from "./levels.ts";
import type { Axis, Extents } from "./layer.ts";

export interface AxisState {
  readonly position: "first" | "steady" | "edge";
  readonly occurrences: number;
  /** Taken whole at the first step. */
  readonly isUnrolled: boolean;
  /** At the end of the axis, be it at the first step. */
  readonly isEdge: boolean;
  /** The last sub-cluster at work has a smaller tile than the others. */
  readonly isLastPartial: boolean;
}

export interface Case {
  readonly occurrences: number;
  /** Of an axis mapped twice, that of the last map. */
  readonly states: ReadonlyMap<Axis, AxisState>;
  readonly isFirstStep: boolean;
}

/** In MAESTRO's order, which decides what is required where leading cases have no work. */
export const casesOf = ({ maps, subClusters }: ClusterLevel, extents: Extents): readonly Case[] => {
  const states = maps.map(map =>
    map.isSpatial ? spatialStates(map, extents[map.axis], subClusters) : temporalStates(map, extents[map.axis]),
  );
  const inner: number[] = [];
  let count = 1;
  for (const each of states.toReversed()) {
    inner.unshift(count);
    count *= each.length;
  }
  return Array.from({ length: count }, (_, number) => caseOf(maps, states, inner, number));
};

const caseOf = (
  maps: readonly MapDirective[],
  states: readonly (readonly AxisState[])[],
  inner: readonly number[],
  number: number,
): Case => {
  const chosen = new Map<Axis, AxisState>();
  let occurrences = 1;
  for (const [i, { axis }] of maps.entries()) {
    const options = states[i] ?? [];
    const state = options[Math.ceil(number / (inner[i] ?? 1)) % options.length];
    if (state === undefined) continue;
    occurrences *= state.occurrences;
    chosen.set(axis, state);
  }
  const isFirstStep = [...chosen.values()].every(({ position }) => position === "first");
  return { occurrences, states: chosen, isFirstStep };
};

const later = (position: "steady" | "edge", occurrences: number, isLastPartial = false): AxisState => ({
  position,
  occurrences,
  isUnrolled: false,
  isEdge: position === "edge",
  isLastPartial,
});

const temporalStates = ({ size, offset }: MapDirective, extent: number): readonly AxisState[] => {
  const isEdge = extent < size;
  const steps = Math.trunc((extent - size) / offset);
  const first = {
    position: "first",
    occurrences: 1,
    isUnrolled: extent <= size,
    isEdge,
    isLastPartial: false,
  } as const;
  return [
    first,
    ...(size < extent && steps > 0 ? [later("steady", steps)] : []),
    ...(!isEdge && steps * offset + size < extent ? [later("edge", 1)] : []),
  ];
};

const spatialStates = ({ size, offset }: MapDirective, extent: number, subClusters: number): readonly AxisState[] => {
  const round = offset * subClusters;
  const coverage = size + offset * (subClusters - 1);
  const isEdge = extent < coverage;
  const isUnrolled = extent <= coverage;
  const steps = Math.trunc((Math.trunc((extent - size) / offset) + 1) / subClusters) - 1;
  const hasEdge = !isUnrolled && (steps + 1) * round + coverage > extent && steps * round + coverage !== extent;
  const left = extent - (steps + 1) * round;
  const active = left < size ? 1 : Math.trunc((left - size) / offset) + 1;
  const isLastPartial = (active - 1) * offset + size < left;
  return [
    { position: "first", occurrences: 1, isUnrolled, isEdge, isLastPartial: isEdge },
    ...(coverage < extent && steps > 0 ? [later("steady", steps)] : []),
    ...(hasEdge ? [later("edge", 1, isLastPartial)] : []),
  ];
};
