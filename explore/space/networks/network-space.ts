/** What a space of networks is: typed choices, and a graph in our own IR for each of them. */
import type { Graph } from "../../../ir/graph.ts";
import { valuesOf } from "../../spec/domain.ts";
import type { SpaceValue } from "../../spec/spec.ts";
import type { Choice, Encoding } from "../design-space.ts";

/** What an image classifier is told: the shape of one picture and how many classes there are. */
export interface ImageClassification {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/** Encodings are of the choices of this space alone. */
export interface NetworkSpaceDefinition {
  /** Where the space and its networks were published. */
  readonly source: string;
  readonly choices: readonly Choice[];
  /** Of all encodings of the same network the one that stands for them. Idempotent. */
  canonical(encoding: Encoding): Encoding;
  /** The name under which tables of the benchmark have the network. */
  nameOf(encoding: Encoding): string;
  /**
   * As it is after training and after all passes: the default pipeline finds nothing to change. Weights are
   * shapes without values. Undefined for an encoding whose network does not look at its input.
   */
  graphOf(encoding: Encoding, task: ImageClassification): Graph | undefined;
}

/** A space whose lists of sizes a specification may give: itself where none are given. */
export interface SizedNetworkSpace extends NetworkSpaceDefinition {
  sized(parameters: Readonly<Record<string, SpaceValue>>): NetworkSpaceDefinition;
}

/** The numbers of a parameter, rising, each once. @param otherwise where it is not given. */
export const numbersIn = (value: SpaceValue | undefined, otherwise: readonly number[]): readonly number[] =>
  typeof value === "object" && "kind" in value ? [...new Set(valuesOf(value))].sort((a, b) => a - b) : otherwise;
