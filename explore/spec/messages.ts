/** Every diagnostic about specifications, so that codes stay unique and wording even. */
import type { Diagnostic, Place } from "../../support/diagnostic.ts";
import { nearestName } from "../../support/nearest.ts";
import { escapeHostile } from "../../support/quote.ts";
import { type Dimension, unitsOf } from "../../support/units.ts";
import { phraseOf, unitsToGive } from "../messages.ts";

/** What each code means, for the reference. */
export const codes = {
  SPEC_SYNTAX: "The text breaks the grammar.",
  SPEC_MISSING: "Something that must be there is not.",
  SPEC_DUPLICATE: "Something is given twice.",
  SPEC_UNKNOWN_NAME: "A name that nothing has; the nearest one is suggested.",
  SPEC_UNIT: "A unit that there is none of, or of the wrong kind for its place.",
  SPEC_RANGE: "A range that is empty or has too many values, or values that lie outside what can be built.",
  SPEC_VALUE: "A value of the wrong kind for its place.",
  SPEC_JSON: "A JSON specification that is no JSON, or not of the published schema.",
  SPEC_NOT_RUNNABLE: "A specification that is right, but asks for an engine that this version does not have.",
  FILE_NOT_FOUND: "A file that the specification names is not there.",
} as const satisfies Record<string, string>;

const error = (code: keyof typeof codes, message: string, place: Place | undefined, help?: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  ...(place === undefined ? {} : { where: place }),
  ...(help === undefined ? {} : { help }),
});

/** The help line by grammar rule: what a right one looks like. */
const examples: Readonly<Record<string, string>> = {
  specification: 'a specification reads `design "name" { network … asic … require … minimize … }`',
  block: "a block reads `network faces { … }` or `quantize { … }`",
  setting: "a setting reads `pes 256`, `pes in 64..512 step 64` or `buffer in { 64 KiB, 128 KiB }`",
  bind: "a binding reads `bind batch = 1`",
  total: "a total reads `total pes <= 3072`",
  accuracy: 'accuracy reads `accuracy from proxy`, or `accuracy from table "file" column name`',
  require: "a limit reads `require latency <= 20 ms`, or `require latency of faces <= 8 ms`",
  objective: "an objective reads `minimize energy, area`",
};

/** @param rules names of the grammar's rules around the fault, outermost first. */
export const syntaxError = (message: string, place: Place, rules: readonly string[]): Diagnostic => {
  const rule = rules.findLast(name => Object.hasOwn(examples, name));
  return error("SPEC_SYNTAX", message, place, rule === undefined ? undefined : examples[rule]);
};

export const neverClosed = (message: string, place: Place, opened: readonly string[]): Diagnostic =>
  error("SPEC_SYNTAX", message, place, `add what closes ${opened.join(" and ")}`);

export const badString = (image: string, place: Place): Diagnostic =>
  error(
    "SPEC_SYNTAX",
    `${image} is no JSON string: only \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX are escapes`,
    place,
    "write \\\\ for a backslash",
  );

export const tooDeep = (most: number, place: Place): Diagnostic =>
  error("SPEC_SYNTAX", `blocks stand in one another more than ${most} deep`, place, examples["specification"]);

export const tooManyErrors = (left: number): Diagnostic => ({
  code: "SPEC_SYNTAX",
  severity: "note",
  message: `${left} more errors are not shown`,
});

export const missing = (what: string, place: Place | undefined, help: string): Diagnostic =>
  error("SPEC_MISSING", what, place, help);

export const duplicate = (what: string, place: Place | undefined, first: Place | undefined): Diagnostic =>
  error(
    "SPEC_DUPLICATE",
    first?.line === undefined ? `${what} is given twice` : `${what} is given already, in line ${first.line}`,
    place,
    "keep one of both, or rename one",
  );

/** @param article of the kind of thing, as in "there is no metric". */
export const unknownName = (
  kind: string,
  name: string,
  place: Place | undefined,
  known: readonly string[],
): Diagnostic => error("SPEC_UNKNOWN_NAME", `there is no ${kind} ${shown(name)}`, place, suggestion(name, known));

export const misplaced = (name: string, block: string, place: Place | undefined, belongs: string): Diagnostic =>
  error("SPEC_UNKNOWN_NAME", `${shown(name)} does not belong into ${block}`, place, belongs);

export const lacksParameter = (templates: readonly string[], name: string, place: Place | undefined): Diagnostic =>
  error(
    "SPEC_UNKNOWN_NAME",
    `${templates.join(" and ")} ${templates.length === 1 ? "has" : "have"} no parameter ${shown(name)}`,
    place,
    "give it to an accelerator whose templates all have it",
  );

export const coveredByPes = (name: string, place: Place | undefined): Diagnostic =>
  error("SPEC_DUPLICATE", `${shown(name)} follows from pes, which is given too`, place, "keep one of both");

export const unknownUnit = (name: string, place: Place | undefined, expected: readonly Dimension[]): Diagnostic => {
  const candidates = expected.flatMap(unitsOf);
  const nearest = suggestionFor(name, candidates);
  return error("SPEC_UNIT", `there is no unit ${shown(name)}`, place, `${nearest}${unitsToGive(expected)}`);
};

export const wrongDimension = (
  what: string,
  found: Dimension,
  expected: readonly Dimension[],
  place: Place | undefined,
): Diagnostic =>
  error(
    "SPEC_UNIT",
    `${what} takes ${expected.map(phraseOf).join(" or ")}, found ${phraseOf(found)}`,
    place,
    unitsToGive(expected),
  );

export const wrongValue = (
  what: string,
  expected: string,
  found: string,
  place: Place | undefined,
  example?: string,
): Diagnostic =>
  error(
    "SPEC_VALUE",
    `${what} takes ${expected}, found ${shown(found)}`,
    place,
    example === undefined ? undefined : `write for example \`${example}\``,
  );

export const emptyRange = (from: string, to: string, place: Place | undefined): Diagnostic =>
  error(
    "SPEC_RANGE",
    `the range is empty: it begins at ${from}, above its end ${to}`,
    place,
    "write the smaller one first",
  );

export const rangeWithoutSteps = (place: Place | undefined): Diagnostic =>
  error("SPEC_RANGE", "the step of a range must be more than 0", place, "write for example `in 64..512 step 64`");

export const longRange = (count: number, most: number, place: Place | undefined): Diagnostic =>
  error(
    "SPEC_RANGE",
    `the range has ${count > 1e15 ? count.toExponential(2) : count.toLocaleString("en")} values, at most ${most.toLocaleString("en")} can be searched`,
    place,
    "take a larger step, or list the values that matter",
  );

export const outOfRange = (what: string, found: string, legal: string, place: Place | undefined): Diagnostic =>
  error("SPEC_RANGE", `${what} is ${found}, outside ${legal}`, place, `choose from ${legal}`);

export const fileNotFound = (
  file: string,
  path: string,
  place: Place | undefined,
  neighbours: readonly string[],
): Diagnostic =>
  error(
    "FILE_NOT_FOUND",
    `there is no file ${shown(file)}`,
    place,
    `${suggestionFor(file, neighbours)}paths are relative to the specification: looked for ${shown(path)}`,
  );

export const notJson = (file: string, reason: string): Diagnostic =>
  error("SPEC_JSON", `this is no JSON: ${shown(reason)}`, { file }, "check the file, or write it in the text form");

export const notOfSchema = (place: Place, message: string): Diagnostic =>
  error("SPEC_JSON", shown(message), place, "docs/spec.schema.json says what a specification may hold");

export const notRunnable = (what: string, place: Place | undefined, instead: string): Diagnostic =>
  error("SPEC_NOT_RUNNABLE", `this version can't run ${what}`, place, instead);

/** @param unit of the metric. */
export const wrongScale = (metric: string, unit: string, place: Place | undefined): Diagnostic =>
  error("SPEC_UNIT", `${metric} is measured in ${unit}`, place, `bound it in ${unit}`);

/** "did you mean …?" where a name is near, and all names where they are few. */
const suggestion = (name: string, known: readonly string[]): string => {
  const listed = known.slice(0, mostListed).join(", ");
  const rest = known.length > mostListed ? ` and ${known.length - mostListed} more` : "";
  return `${suggestionFor(name, known)}known are ${listed}${rest}`;
};
const mostListed = 24;

const suggestionFor = (name: string, known: readonly string[]): string => {
  // Looking for the neighbours of a page of text would take long and help nobody.
  const nearest = name.length > longestShown ? undefined : nearestName(name, known);
  return nearest === undefined ? "" : `did you mean ${nearest}? `;
};

const longestShown = 120;

const shown = (name: string): string =>
  escapeHostile(name.length > longestShown ? `${name.slice(0, longestShown)}…` : name);
