/** Which tensors stop at which levels: every choice that the machine leaves. */
import type { Architecture } from "../architecture.ts";
import { type TensorName, tensorNames } from "../workload.ts";

/** Tensors kept per level, outermost first. */
export type Placement = readonly (readonly TensorName[])[];

/** The outermost level keeps all that it holds; further in, a tensor that a level holds may pass by unless the level insists. */
export const placementsOf = ({ levels }: Architecture): readonly Placement[] => {
  let placements: readonly Placement[] = [[]];
  for (const [level, { holds, mustHold = [] }] of levels.entries()) {
    const free = level === 0 ? [] : tensorNames.filter(each => holds.includes(each) && !mustHold.includes(each));
    const options = subsetsOf(free).map(chosen =>
      tensorNames.filter(tensor => (level === 0 ? holds : mustHold).includes(tensor) || chosen.includes(tensor)),
    );
    placements = placements.flatMap(placement => options.map(option => [...placement, option]));
  }
  return placements;
};

const subsetsOf = (tensors: readonly TensorName[]): readonly (readonly TensorName[])[] =>
  tensors.reduce<readonly (readonly TensorName[])[]>(
    (subsets, tensor) => subsets.flatMap(subset => [[...subset, tensor], subset]),
    [[]],
  );
