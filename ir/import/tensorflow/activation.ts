/** Activations that TensorFlow's formats fuse into other operators or have by name. */
import type { ConversionBuilder } from "../conversion/builder.ts";
import { elementwise } from "./elementwise.ts";
import type { Laid } from "./laid.ts";

const activations = {
  none: (_, input) => input,
  relu: (build, input) => elementwise(build, "relu", [input], {}),
  relu6: (build, input) => elementwise(build, "clip", [input], { min: 0, max: 6 }),
  reluN1To1: (build, input) => elementwise(build, "clip", [input], { min: -1, max: 1 }),
  relu0To1: (build, input) => elementwise(build, "clip", [input], { min: 0, max: 1 }),
  tanh: (build, input) => elementwise(build, "tanh", [input], {}),
} as const satisfies Record<string, (build: ConversionBuilder, input: Laid) => Laid>;

export type Activation = keyof typeof activations;

export const activated = (build: ConversionBuilder, activation: Activation, input: Laid): Laid =>
  activations[activation](build, input);

/** Bounds on the result that the activation sets, where it does nothing else. */
export const boundsOf = (activation: Activation): readonly [min: number, max: number] | undefined => bounds[activation];

const bounds: Readonly<Record<Activation, readonly [number, number] | undefined>> = {
  none: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
  reluN1To1: [-1, 1],
  relu0To1: [0, 1],
  tanh: undefined,
};
