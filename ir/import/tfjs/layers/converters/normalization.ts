/** BatchNormalization and LayerNormalization, in inference. Defaults are those of Keras. */
import type { Value } from "../../../../graph.ts";
import { tensor } from "../../../../tensor.ts";
import { axisFromFront } from "../../../conversion/axes.ts";
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import { Refusal } from "../../../conversion/refusal.ts";
import { asInModel, computed, inModelOrder, modelOrder } from "../../../tensorflow/laid.ts";
import type { JsonObject } from "../../json.ts";
import type { Converter, LayerView } from "../converter.ts";

export const batchNormalization: Converter = (layer, build) => {
  const { config, operand } = layer;
  const input = operand(0);
  const { dims } = input.type;
  const axis = axisFromFront(onlyAxis(config), dims.length);
  // The normalized axis stands behind the batch, where the graph IR has it.
  const others = modelOrder(dims.length).filter(other => other !== 0 && other !== axis);
  const order = [0, axis, ...others];
  const parameters = [
    parameter(layer, "gamma", config.flag("scale", true), 1, dims[axis] ?? 1, build),
    parameter(layer, "beta", config.flag("center", true), 0, dims[axis] ?? 1, build),
    asInModel(layer.weight("moving_mean"), build),
    asInModel(layer.weight("moving_variance"), build),
  ];
  const attributes = { epsilon: config.number("epsilon", 1e-3) };
  return computed(build.node("batch_normalization", [input.inOrder(order, build), ...parameters], attributes), order);
};

export const layerNormalization: Converter = (layer, build) => {
  const { config, operand } = layer;
  const input = operand(0);
  const rank = input.type.dims.length;
  const axis = axisFromFront(onlyAxis(config), rank);
  if (axis !== rank - 1) throw new Refusal("it normalizes another axis than the last");
  const size = input.type.dims[axis] ?? 1;
  const parameters = [
    parameter(layer, "gamma", config.flag("scale", true), 1, size, build),
    parameter(layer, "beta", config.flag("center", true), 0, size, build),
  ];
  const attributes = { axis, epsilon: config.number("epsilon", 1e-3) };
  return inModelOrder(build.node("layer_normalization", [asInModel(input, build), ...parameters], attributes));
};

/** Keras writes a number or a list of one. */
const onlyAxis = (config: JsonObject): number => {
  const found = config.raw("axis") ?? -1;
  if (typeof found === "number") return found;
  const [axis, ...others] = config.numbers("axis");
  if (axis === undefined || others.length > 0) throw new Refusal("it normalizes several axes");
  return axis;
};

const parameter = (
  layer: LayerView,
  name: string,
  isThere: boolean,
  byDefault: number,
  size: number,
  build: ConversionBuilder,
): Value =>
  isThere
    ? asInModel(layer.weight(name), build)
    : build.constant(
        tensor(
          "f32",
          [size],
          Array.from({ length: size }, () => byDefault),
        ),
      );
