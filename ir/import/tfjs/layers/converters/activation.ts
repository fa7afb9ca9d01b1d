/** Activations, by name in another layer's configuration or as layers of their own. Defaults are those of Keras. */
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import { Refusal } from "../../../conversion/refusal.ts";
import { elementwise, scalarOperand } from "../../../tensorflow/elementwise.ts";
import type { Laid } from "../../../tensorflow/laid.ts";
import { softmax as alongAxis } from "../../../tensorflow/reduction.ts";
import { axisFromFront } from "../../../conversion/axes.ts";
import type { JsonObject } from "../../json.ts";
import type { Converter, LayerView } from "../converter.ts";

type Activation = (build: ConversionBuilder, input: Laid) => Laid;

const lastAxis = ({ type }: Laid): number => type.dims.length - 1;

/** Keras' names. */
const activations: Readonly<Record<string, Activation>> = {
  linear: (_, input) => input,
  relu: (build, input) => elementwise(build, "relu", [input], {}),
  relu6: (build, input) => elementwise(build, "clip", [input], { min: 0, max: 6 }),
  sigmoid: (build, input) => elementwise(build, "sigmoid", [input], {}),
  // TensorFlow.js: clip(0.2 · x + 0.5, 0, 1).
  hardSigmoid: (build, input) => elementwise(build, "hard_sigmoid", [input], { alpha: Math.fround(0.2), beta: 0.5 }),
  tanh: (build, input) => elementwise(build, "tanh", [input], {}),
  elu: (build, input) => elementwise(build, "elu", [input], { alpha: 1 }),
  selu: (build, input) => elementwise(build, "selu", [input], { alpha: seluAlpha, gamma: seluGamma }),
  softplus: (build, input) => elementwise(build, "softplus", [input], {}),
  softsign: (build, input) => elementwise(build, "softsign", [input], {}),
  softmax: (build, input) => alongAxis(build, "softmax", input, lastAxis(input)),
  logSoftmax: (build, input) => alongAxis(build, "log_softmax", input, lastAxis(input)),
  swish: (build, input) => elementwise(build, "silu", [input], {}),
  silu: (build, input) => elementwise(build, "silu", [input], {}),
  mish: (build, input) => elementwise(build, "mish", [input], {}),
  gelu: (build, input) => elementwise(build, "gelu", [input], { approximate: "none" }),
  geluNew: (build, input) => elementwise(build, "gelu", [input], { approximate: "tanh" }),
  exponential: (build, input) => elementwise(build, "exp", [input], {}),
};

/** Klambauer et al., 2017. */
const seluAlpha = Math.fround(1.6732632423543772);
const seluGamma = Math.fround(1.0507009873554805);

/** @throws Refusal where Keras' name for it is not known. */
export const activated = (build: ConversionBuilder, name: string, input: Laid): Laid => {
  // Keras writes snake case, TensorFlow.js camel case.
  const key = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const convert = Object.hasOwn(activations, key) ? activations[key] : undefined;
  if (convert === undefined) throw new Refusal(`its activation ${name} is not supported`);
  return convert(build, input);
};

/** What the layer's configuration says; an activation that is a layer itself is refused. */
export const activationOf = (config: JsonObject): string => {
  const found = config.raw("activation") ?? "linear";
  if (typeof found === "string") return found;
  throw new Refusal("its activation is a layer of its own, which is not supported", "put the activation behind it");
};

export const activation: Converter = ({ config, operand }, build) => activated(build, activationOf(config), operand(0));

/** No bound: JSON has no infinity. */
const unbounded = Number.MAX_VALUE;

/** max(x, 0) up to max_value; below the threshold, slope · (x - threshold). */
export const relu: Converter = ({ config, operand }, build) => {
  const [slope, threshold] = [config.number("negative_slope", 0), config.number("threshold", 0)];
  if (threshold !== 0) throw new Refusal("its threshold is not 0", "subtract the threshold before the layer");
  const max = config.number("max_value", unbounded);
  const bounded = max >= unbounded ? Infinity : max;
  if (slope === 0) return elementwise(build, "clip", [operand(0)], { min: 0, max: bounded });
  const leaky = elementwise(build, "leaky_relu", [operand(0)], { alpha: slope });
  return bounded === Infinity ? leaky : elementwise(build, "clip", [leaky], { min: -Infinity, max: bounded });
};
export const leakyRelu: Converter = ({ config, operand }, build) =>
  elementwise(build, "leaky_relu", [operand(0)], {
    alpha: config.number("alpha", config.number("negative_slope", 0.3)),
  });

export const elu: Converter = ({ config, operand }, build) =>
  elementwise(build, "elu", [operand(0)], { alpha: config.number("alpha", 1) });

export const thresholdedRelu: Converter = ({ config, operand }, build) =>
  elementwise(build, "thresholded_relu", [operand(0)], { alpha: config.number("theta", 1) });

/** Slopes lack the batch axis; those of shared axes have one element. */
export const prelu: Converter = ({ operand, weight }, build) =>
  elementwise(build, "prelu", [operand(0), weight("alpha")], {});

export const softmax: Converter = ({ config, operand }, build) => {
  const input = operand(0);
  return alongAxis(build, "softmax", input, axisFromFront(config.number("axis", -1), input.type.dims.length));
};

/** x · scale + offset. */
export const rescaling: Converter = ({ config, operand }, build) => {
  const input = operand(0);
  const scaled = elementwise(build, "mul", [input, scalarOperand(build, input, config.number("scale", 1))], {});
  return elementwise(build, "add", [scaled, scalarOperand(build, input, config.number("offset", 0))], {});
};

/** The bias, where the layer has one, along the last axis. */
export const biasOf = ({ config, weight }: LayerView): Laid | undefined =>
  config.flag("use_bias", true) ? weight("bias") : undefined;
