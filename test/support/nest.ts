/** Mappings written short: `nest(["K2 | K4", "P3 | K4 C4"], …)`, temporal loops, then those along x, then those along y. */
import type { LevelMapping, Loop, Mapping } from "../../mapping/mapping.ts";
import type { Dimension, TensorName } from "../../mapping/workload.ts";

const loops = (text = ""): Loop[] =>
  text
    .split(" ")
    .filter(word => word !== "")
    .map(word => ({ dimension: word.charAt(0) as Dimension, bound: Number(word.slice(1)) }));

export const nest = (levels: readonly (readonly [text: string, keeps: readonly TensorName[]])[]): Mapping => ({
  levels: levels.map(([text, keeps]): LevelMapping => {
    const [temporal, x, y] = text.split("|");
    return { temporal: loops(temporal), spatial: { x: loops(x), y: loops(y) }, keeps };
  }),
});
