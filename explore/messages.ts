/** Every diagnostic about limits and evaluation, so that codes stay unique and wording even. */
import { nearestName } from "../support/nearest.ts";
import type { Diagnostic } from "../support/diagnostic.ts";
import { unitsOf, type Dimension } from "../support/units.ts";

const limit = (code: string, text: string, message: string, help: string): Diagnostic => ({
  code,
  severity: "error",
  message: `limit "${text}": ${message}`,
  help,
});

/** @param lack of the sentence `DEVICE …`, with what it has instead. */
export const lackingWidths = (device: string, lack: string): Diagnostic => ({
  code: "DEVICE_PRECISION",
  severity: "error",
  message: `${device} ${lack}`,
  help: "name a width that it has by quantize { weights … activations … } or --precision",
});

/** @param goal as written, such as `minimize energy`. */
export const goalNotKnown = (device: string, goal: string, reason: string): Diagnostic => ({
  code: "DEVICE_GOAL",
  severity: "error",
  message: `${goal} can't be judged on ${device}: ${reason}`,
  help: "choose by what is known there, such as minimize latency",
});

const suggestion = (name: string, candidates: readonly string[]): string => {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? "" : `did you mean ${nearest}? `;
};

export const malformedLimit = (text: string): Diagnostic =>
  limit(
    "LIMIT_SYNTAX",
    text,
    "expected a metric, a relation and a bound",
    'write for example "latency <= 20 ms" or "throughput >= 30 /s"; relations are <= and >=',
  );

export const unknownMetric = (text: string, name: string, known: readonly string[]): Diagnostic =>
  limit(
    "LIMIT_UNKNOWN_METRIC",
    text,
    `there is no metric ${name}`,
    `${suggestion(name, known)}metrics are ${known.join(", ")}`,
  );

export const notANumber = (text: string, found: string): Diagnostic =>
  limit(
    "LIMIT_NUMBER",
    text,
    `"${found}" is no bound`,
    "a bound is a number that is not negative and its unit: 20 ms, 8e5 cycles",
  );

/** @param expected the dimensions in which the metric is bounded: only their units are offered. */
export const unknownUnit = (text: string, found: string, expected: readonly Dimension[]): Diagnostic =>
  limit(
    "LIMIT_UNIT",
    text,
    `there is no unit ${found}`,
    `${suggestion(found, expected.flatMap(unitsOf))}${unitsToGive(expected)}`,
  );

export const wrongDimension = (
  text: string,
  metric: string,
  found: Dimension,
  expected: readonly Dimension[],
): Diagnostic =>
  limit(
    "LIMIT_DIMENSION",
    text,
    `${metric} takes ${expected.map(phraseOf).join(" or ")}, found ${phraseOf(found)}`,
    unitsToGive(expected),
  );

/** Help for a bound without a fitting unit. */
export const unitsToGive = (dimensions: readonly Dimension[]): string => {
  const units = dimensions.flatMap(unitsOf);
  if (units.length === 0) return "give a bare number";
  return units.length === 1 ? `its unit is ${units.join("")}` : `give one of ${units.join(", ")}`;
};

/** Counts stay exact up to 2^53; a larger network is none that anybody runs on one machine. */
export const tooLarge = (op: string, layers: readonly string[], operations: number): Diagnostic => ({
  code: "PLAN_TOO_LARGE",
  severity: "error",
  message: `${op} takes ${operations.toExponential(2)} operations; counts are exact only up to 2^53`,
  where: { layers },
  help: "bind smaller dimensions, or check the shapes of the model",
});

const phrases = {
  time: "a time",
  cycles: "a number of cycles",
  energy: "an energy",
  "energy per bit": "an energy per bit",
  "energy times delay": "an energy times a time",
  area: "an area",
  power: "a power",
  storage: "a size in bytes",
  bits: "a width in bits",
  bandwidth: "a bandwidth in bytes per second",
  "bandwidth per cycle": "a bandwidth in bytes per cycle",
  frequency: "a frequency",
  rate: "a rate",
  ratio: "a percentage",
  decibels: "a number of decibels",
  count: "a bare number",
} as const satisfies Record<Dimension, string>;

/** The dimension with its article, for a sentence. */
export const phraseOf = (dimension: Dimension): string => phrases[dimension];
