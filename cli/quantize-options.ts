/** The options of `mortise quantize`, understood. */
import type { ObserverName } from "../quant/observers/index.ts";
import { CompileError } from "../support/diagnostic.ts";
import { parseBindings } from "./bindings.ts";
import { allOf } from "./faults.ts";
import { parseImageSettings } from "./image-settings.ts";
import { brokenNumber, brokenWidths, choiceNeedsLimit, dropWithoutFloat } from "./messages.ts";

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
  readonly within?: string;
  readonly chooseSamples?: string;
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
  /** Over the cost at 8 bits everywhere. */
  readonly costShare: number | undefined;
  readonly chooseSamples: number | undefined;
  /** Are there widths to choose from? */
  readonly isChoice: boolean;
  readonly bindings: ReadonlyMap<string, number>;
  readonly image: Readonly<Record<string, unknown>>;
}

/** @throws CompileError with every option at fault. */
export const parseQuantizeOptions = (options: QuantizeOptions): QuantizeRequest => {
  const [weights, activations, samples, evaluateSamples, seed, limits, chooseSamples, bindings, image] = allOf(
    () => parseWidths("--weights", options.weights, 1),
    () => parseWidths("--activations", options.activations, 2),
    () => parseCount("--samples", options.samples, 1),
    () =>
      options.evaluateSamples === undefined ? Infinity : parseCount("--evaluate-samples", options.evaluateSamples, 1),
    () => parseCount("--seed", options.seed, 0),
    () => parseLimits(options),
    () => (options.chooseSamples === undefined ? undefined : parseCount("--choose-samples", options.chooseSamples, 1)),
    () => parseBindings(options.bind ?? []),
    () => parseImageSettings(options.image ?? []),
  );
  const isChoice = weights.length + activations.length > 2;
  if (isChoice && Object.values(limits).every(limit => limit === undefined))
    throw new CompileError([choiceNeedsLimit()]);
  if (options.metric === "sqnr" && limits.drop !== undefined) throw new CompileError([dropWithoutFloat()]);
  return { weights, activations, samples, evaluateSamples, seed, ...limits, chooseSamples, isChoice, bindings, image };
};

const parseLimits = (options: QuantizeOptions): Pick<QuantizeRequest, "drop" | "atLeast" | "costShare"> => {
  const [drop, atLeast, percent] = allOf(
    () => parseLimit("--drop", options.drop, "a number from 0, in the unit of the metric"),
    () => parseLimit("--at-least", options.atLeast, "a number from 0, in the unit of the metric"),
    () => parseLimit("--within", options.within, "a number from 0, in percent"),
  );
  return { drop, atLeast, costShare: percent === undefined ? undefined : percent / 100 };
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

const parseLimit = (option: string, text: string | undefined, expected: string): number | undefined => {
  if (text === undefined) return undefined;
  const limit = text.trim() === "" ? NaN : Number(text);
  if (limit >= 0 && limit < Infinity) return limit;
  throw new CompileError([brokenNumber(option, text, expected)]);
};
