/** From cuttings and an order to a mapping. */
import type { LevelMapping, Mapping } from "../mapping.ts";
import type { Cutting } from "./factors.ts";
import { type NestOrder, orderOf } from "./orders.ts";
import type { Placement } from "./placements.ts";
import type { SlotKind } from "./slots.ts";

export const assemble = (cuttings: readonly Cutting[], nest: NestOrder, placement: Placement): Mapping => {
  const loops = cuttings.flat();
  const levels = placement.map((keeps, level): LevelMapping => {
    const order = orderOf(nest[level] ?? { transparentTo: [], allowed: [] });
    const at = (kind: SlotKind) =>
      loops
        .filter(loop => loop.level === level && loop.kind === kind)
        .toSorted((a, b) => order.indexOf(a.dimension) - order.indexOf(b.dimension))
        .map(({ dimension, bound }) => ({ dimension, bound }));
    return { temporal: at("temporal"), spatial: { x: at("x"), y: at("y") }, keeps };
  });
  return { levels };
};
