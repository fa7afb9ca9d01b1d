/** What a specification tells a space of image classifiers. */
import { CompileError, type Place } from "../../../support/diagnostic.ts";
import type { NetworkSpace } from "../../spec/spec.ts";
import { noPicture } from "../messages.ts";
import type { ImageClassification } from "./network-space.ts";

/**
 * @param place of the space in the specification.
 * @throws CompileError where the input is no picture.
 */
export const taskOf = ({ space, parameters }: NetworkSpace, place?: Place): ImageClassification => {
  const { input, classes } = parameters;
  const [channels, height, width, ...more] = Array.isArray(input) ? (input as readonly number[]) : [];
  if (channels === undefined || height === undefined || width === undefined || more.length > 0)
    throw new CompileError([noPicture(space, Array.isArray(input) ? input.join("x") : "none", place)]);
  return { channels, height, width, classes: typeof classes === "number" ? classes : 1 };
};
