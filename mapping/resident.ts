/** Tensors that stay on chip between layers: the machine that a layer sees then. */
import { type Bits, quantity } from "../support/quantity.ts";
import { type Architecture, instancesOf, type StorageLevel } from "./architecture.ts";
import type { TensorName } from "./workload.ts";

/** Beside what the layer itself reads and writes, others may lie there. */
export interface Residents {
  /** Those of the layer's own tensors. */
  readonly tensors: readonly TensorName[];
  /** What all residents take, the layer's and others'. */
  readonly bits: Bits;
}

/** A level on chip where activations can stay. */
export interface Home {
  readonly index: number;
  readonly level: StorageLevel;
  readonly capacity: Bits;
}

/**
 * The outermost level on chip that has one instance, a limit, and inputs: what is written there can be read there as the next
 * layer's input. Undefined where a machine has none.
 */
export const homeOf = (architecture: Pick<Architecture, "levels">): Home | undefined => {
  const instances = instancesOf(architecture);
  for (const [index, level] of architecture.levels.entries())
    if (index > 0 && level.capacity !== "unlimited" && instances[index] === 1 && level.holds.includes("inputs"))
      return { index, level, capacity: level.capacity };
  return undefined;
};

/** Results can be written where inputs are read; weights that are activations stay only where weights may lie. */
export const canStay = ({ level }: Home, tensor: TensorName): boolean =>
  tensor === "outputs" || level.holds.includes(tensor);

/**
 * The machine in which these tensors lie in their home from before the layer until after it: no level further out holds them, and
 * their room is gone. Undefined where they do not fit.
 * Ignores: that results would need a way from the array into a level that otherwise holds inputs alone.
 */
export const withResidents = (
  architecture: Architecture,
  { index: home, capacity }: Home,
  { tensors, bits }: Residents,
): Architecture | undefined => {
  if (bits >= capacity) return undefined;
  const others = (held: readonly TensorName[]): TensorName[] => held.filter(tensor => !tensors.includes(tensor));
  const without = (level: StorageLevel): StorageLevel => ({
    ...level,
    holds: others(level.holds),
    ...(level.mustHold === undefined ? {} : { mustHold: others(level.mustHold) }),
  });
  const levels = architecture.levels.map((level, index): StorageLevel => {
    if (index < home) return without(level);
    if (index > home) return level;
    return {
      ...level,
      capacity: quantity<Bits>(capacity - bits),
      holds: [...others(level.holds), ...tensors],
      mustHold: [...others(level.mustHold ?? []), ...tensors],
      resident: tensors,
    };
  });
  return { ...architecture, levels };
};
