/** What an accelerator template is: a few parameters with ranges that build a machine and its area. One file per template. */
import type { Architecture } from "../mapping/architecture.ts";
import type { SquareMm } from "../support/quantity.ts";
import type { Diagnostic } from "../support/diagnostic.ts";
import { settingOutOfRange, unknownSetting } from "./messages.ts";
import type { Substrate } from "./technology.ts";

/** A number the designer chooses. Its legal values are the design space of an exploration. */
export interface Parameter {
  /** With its unit, e.g. "Convolution buffer, in bytes". */
  readonly summary: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Legal values are `minimum`, then each the last plus `step`, or times `factor`. */
  readonly grid: { readonly step: number } | { readonly factor: number };
}
export type Parameters = Readonly<Record<string, Parameter>>;
/** A value for each parameter. */
export type Settings<P extends Parameters = Parameters> = { readonly [K in keyof P]: number };

/** Adds up to the area of the whole; `low` and `high` are the ends of the technology's band. */
export interface Area {
  readonly total: SquareMm;
  readonly low: SquareMm;
  readonly high: SquareMm;
  readonly breakdown: readonly { readonly part: string; readonly area: SquareMm }[];
}

export interface AcceleratorTemplate<P extends Parameters = Parameters> {
  readonly name: string;
  readonly summary: string;
  /** Where the structure and its numbers were published. */
  readonly citation: string;
  /** What the model leaves out, a sentence each. */
  readonly ignores: readonly string[];
  readonly parameters: P;
  /** The array of exactly so many processing elements; undefined where there is none within the parameters' ranges. */
  arrange(pes: number): Partial<Settings<P>> | undefined;
  build(settings: Settings<P>, substrate: Substrate): Architecture;
  area(settings: Settings<P>, substrate: Substrate): Area;
}

/** Gives a template's settings the names of its parameters. */
export const defineTemplate = <const P extends Parameters>(template: AcceleratorTemplate<P>): AcceleratorTemplate<P> =>
  template;

/** The defaults, overridden by what is given. */
export const settingsOf = <P extends Parameters>(
  { parameters }: Pick<AcceleratorTemplate<P>, "parameters">,
  given: Partial<Settings<P>> = {},
): Settings<P> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, given[name] ?? parameter.default]),
  ) as Settings<P>;

/** Every setting that the template does not have, or whose value lies outside its range. */
export const settingFaults = (
  { name, parameters }: Pick<AcceleratorTemplate, "name" | "parameters">,
  settings: Settings,
): readonly Diagnostic[] =>
  Object.entries(settings).flatMap(([setting, value]) => {
    const parameter = parameters[setting];
    if (parameter === undefined) return [unknownSetting(name, setting, Object.keys(parameters))];
    const isInRange = value >= parameter.minimum && value <= parameter.maximum;
    return isInRange ? [] : [settingOutOfRange(name, setting, value, parameter)];
  });
