/** The options of `mortise quantize`, understood. */
import type { ObserverName } from "../quant/observers/index.ts";
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import { parseBindings } from "./bindings.ts";
import { allOf } from "./faults.ts";
import { brokenNumber, brokenWidths, choiceNeedsLimit, dropWithoutFloat, malformedImageSetting } from "./messages.ts";

export interface QuantizeOptions {
  readonly data?: string;
  readonly evaluate?: string;
  readonly image?: readonly string[];
  readonly imageSettings?: string;
  readonly bind?: readonly string[];
  readonly metric?: string;
  readonly samples: string;
  readonly evaluateSamples?: string;
  readonly weights: string;
  readonly activations: string;
  readonly drop?: string;
  readonly atLeast?: string;
  readonly objective: Objective;
  readonly target: string;
  readonly observer: ObserverName;
  readonly rounding?: "learned" | "nearest";
  readonly biasCorrection: boolean;
  readonly equalize?: boolean;
  readonly seed: string;
  readonly output?: string;
}

export const objectives = ["latency", "energy", "traffic", "memory", "bitops"] as const;
export type Objective = (typeof objectives)[number];

export interface QuantizeRequest {
  readonly weights: readonly number[];
  readonly activations: readonly number[];
  readonly samples: number;
  readonly evaluateSamples: number;
  readonly seed: number;
  readonly drop: number | undefined;
  readonly atLeast: number | undefined;
  readonly bindings: ReadonlyMap<string, number>;
  readonly image: Readonly<Record<string, unknown>>;
}

/** @throws CompileError with every option at fault. */
export const parseQuantizeOptions = (options: QuantizeOptions): QuantizeRequest => {
  const [weights, activations, samples, evaluateSamples, seed, drop, atLeast, bindings, image] = allOf(
    () => parseWidths("--weights", options.weights, 1),
    () => parseWidths("--activations", options.activations, 2),
    () => parseCount("--samples", options.samples, 1),
    () =>
      options.evaluateSamples === undefined ? Infinity : parseCount("--evaluate-samples", options.evaluateSamples, 1),
    () => parseCount("--seed", options.seed, 0),
    () => parseLimit("--drop", options.drop),
    () => parseLimit("--at-least", options.atLeast),
    () => parseBindings(options.bind ?? []),
    () => parseImageSettings(options.image ?? []),
  );
  if (weights.length + activations.length > 2 && drop === undefined && atLeast === undefined)
    throw new CompileError([choiceNeedsLimit()]);
  if (options.metric === "sqnr" && drop !== undefined) throw new CompileError([dropWithoutFloat()]);
  return { weights, activations, samples, evaluateSamples, seed, drop, atLeast, bindings, image };
};

const parseWidths = (option: string, text: string, least: number): readonly number[] => {
  const widths = text.split(",").map(part => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (widths.every(width => width >= least && width <= 16)) return [...new Set(widths)].sort((a, b) => a - b);
  throw new CompileError([brokenWidths(option, text, least)]);
};

const parseCount = (option: string, text: string, least: number): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new CompileError([brokenNumber(option, text, `a whole number from ${least}`)]);
};

const parseLimit = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const limit = text.trim() === "" ? NaN : Number(text);
  if (limit >= 0 && limit < Infinity) return limit;
  throw new CompileError([brokenNumber(option, text, "a number from 0, in the unit of the metric")]);
};

/** `range=0,1`: numbers parted by commas become a list, a single one a number, all else a word. Lists of one stay lists where they must be. */
const parseImageSettings = (texts: readonly string[]): Readonly<Record<string, unknown>> => {
  const settings: Record<string, unknown> = {};
  const faults: Diagnostic[] = [];
  for (const text of texts) {
    const [, name = "", value = ""] = /^(\w+)=(.+)$/s.exec(text) ?? [];
    if (name === "") faults.push(malformedImageSetting(text));
    else settings[name] = settingValue(name, value);
  }
  if (faults.length > 0) throw new CompileError(faults);
  return settings;
};

const settingValue = (name: string, text: string): unknown => {
  const numbers = text.split(",").map(Number);
  if (numbers.some(Number.isNaN)) return text;
  return numbers.length === 1 && name === "resize" ? numbers[0] : numbers;
};
