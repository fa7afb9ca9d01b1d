/** Pools over windows, and over all of an image. */
import { pool as pooled, type Pool } from "../../../tensorflow/contraction.ts";
import { reduce } from "../../../tensorflow/reduction.ts";
import type { Converter } from "../converter.ts";
import { alongTwoAxes, channelsLast, paddingOf, pair } from "./image.ts";

export const pool2d = (op: Pool["op"]): Converter =>
  channelsLast(({ config, operand }, build) => {
    const kernel = pair(config, "pool_size", 2);
    const strides = config.has("strides") ? pair(config, "strides", 2) : kernel;
    return pooled(build, operand(0), { op, kernel, strides, padding: paddingOf(config) });
  });

export const pool1d =
  (op: Pool["op"]): Converter =>
  ({ config, operand }, build) => {
    const first = (name: string, byDefault: number): number => {
      const found = config.raw(name) ?? byDefault;
      return typeof found === "number" ? found : (config.numbers(name)[0] ?? byDefault);
    };
    const size = first("pool_size", 2);
    return alongTwoAxes(build, operand(0), image =>
      pooled(build, image, { op, kernel: [1, size], strides: [1, first("strides", size)], padding: paddingOf(config) }),
    );
  };

/** Over all axes between the batch and the channels. */
export const globalPool = (op: "reduce_mean" | "reduce_max"): Converter =>
  channelsLast(({ config, operand }, build) => {
    const { dims } = operand(0).type;
    const axes = dims.slice(1, -1).map((_, i) => i + 1);
    return reduce(build, op, operand(0), axes, config.flag("keepdims", false));
  });
