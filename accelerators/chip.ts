/** A chip: one or more accelerators behind one memory outside. What all of them cost together. */
import { type Architecture, leakagePerCycle } from "../mapping/architecture.ts";
import { quantity, type SquareMm, type Watts } from "../support/quantity.ts";
import type { Area } from "./template.ts";

/** Accelerators side by side, each with a control and a vector unit of its own. Ignores: the wires and the arbiter between them. */
export const chipArea = (areas: readonly Pick<Area, "total">[]): SquareMm =>
  quantity<SquareMm>(areas.reduce((sum, { total }) => sum + total, 0));

/** Whether it works or not. Ignores: power gating, so that accelerators leak while others work. */
export const leakageOf = (architecture: Architecture): Watts => {
  const { levels, other } = leakagePerCycle(architecture);
  const picojoules = levels.reduce((sum, each) => sum + each, other);
  return quantity<Watts>(picojoules * 1e-12 * architecture.clock);
};
