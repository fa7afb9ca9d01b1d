/**
 * Diagnostics that importers of every format share, and the pieces out of which each makes those of its own, so that
 * wording stays even.
 */
import type { Diagnostic, Place } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import { nearestName } from "../../../support/nearest.ts";

/** Begins the codes of a format's diagnostics. */
type Format = "ONNX" | "TFLITE" | "TFJS";

export interface SymbolUse {
  readonly symbol: string;
  readonly input: string;
  readonly axis: number;
  /** A size in the model that is none. */
  readonly recorded?: bigint;
}

export interface UnsupportedNode {
  readonly name: string;
  readonly opType: string;
  readonly reason: string;
  readonly help: string | undefined;
  /** True where the node itself is fine, but an operand comes from an unsupported one. */
  readonly follows: boolean;
}

export const place = (file: string | undefined, ...layers: readonly string[]): Place => ({
  ...(file === undefined ? {} : { file }),
  ...(layers.length === 0 ? {} : { layers: layers.map(printable) }),
});

export const error = (code: string, where: Place, message: string, help?: string): Diagnostic => ({
  code,
  severity: "error",
  message: printable(message),
  where,
  ...(help === undefined ? {} : { help: printable(help) }),
});

/** A damaged model may hold names with control characters or of megabytes; a diagnostic stays one line that can be read. */
export const printable = (text: string): string => {
  const escaped = text
    .slice(0, longestText)
    .replaceAll(
      /[\p{Cc}\u2028\u2029]/gu,
      character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
    );
  return text.length > longestText ? `${escaped}…` : escaped;
};
const longestText = 1000;

/** Edit distances cost time: names of sensible length only, and not every name of a huge model. */
export const didYouMean = (name: string, candidates: readonly string[]): string | undefined => {
  const comparable = candidates.slice(0, 2000).filter(({ length }) => length < 100);
  // A single letter is near to every other one.
  const nearest = name.length > 1 && name.length < 100 ? nearestName(name, comparable) : undefined;
  return nearest === undefined ? undefined : `did you mean ${nearest}?`;
};

export const abridged = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

/** A model can leave hundreds of dimensions open; the rest are told once these are bound. */
const mostUnbound = 8;
/** One symbol, such as the batch, may stand in thousands of inputs. */
const mostPlaces = 4;

const placesOf = (places: readonly SymbolUse[]): string => {
  const left = places.length - mostPlaces;
  return `${places.slice(0, mostPlaces).map(axisOf).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
};

const axisOf = ({ input, axis, recorded }: SymbolUse): string =>
  `axis ${axis} of input ${input}${recorded === undefined ? "" : `, recorded as ${recorded}`}`;

const shellQuoted = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** How a model comes to record the shapes of its values. */
const recordShapes = {
  ONNX: "run ONNX's shape inference on the model",
  TFLITE: "convert the model again",
  TFJS: "convert the model again",
} as const satisfies Record<Format, string>;

/** What is said alike of models of every format. */
export const sharedMessages = (format: Format) => ({
  ...wholeModel(format),
  ...inputs(format),
  ...lostNodes(format),
});

const wholeModel = (format: Format) => ({
  cyclicGraph: (file: string | undefined, nodes: readonly string[]): Diagnostic =>
    error(
      `${format}_CYCLE`,
      place(file, nodes[0] ?? ""),
      `the nodes depend on each other in a circle: ${nodes.join(" → ")}`,
      "export the model again",
    ),

  noOutputs: (file: string | undefined): Diagnostic =>
    error(`${format}_NO_OUTPUT`, place(file), "the model has no output", "export it with at least one output"),

  faultyTensor: (file: string | undefined, tensor: string, fault: string): Diagnostic =>
    error(`${format}_TENSOR`, place(file, tensor), `the tensor ${fault}`, "download or export the model again"),
});

const inputs = (format: Format) => ({
  unsupportedInput: (file: string | undefined, input: string, found: string): Diagnostic =>
    error(
      `${format}_INPUT_TYPE`,
      place(file, input),
      `inputs must be tensors of numbers, found ${found}`,
      "export the part of the model that computes with numbers",
    ),

  hugeInput: (file: string | undefined, input: string, type: string): Diagnostic =>
    error(
      `${format}_INPUT_SIZE`,
      place(file, input),
      `the input ${type} has more elements than any memory holds`,
      "bind its open dimensions to smaller sizes, or export the model with a smaller input",
    ),

  /** Names the first few; the help binds exactly those named. */
  unboundSymbols: (file: string | undefined, uses: readonly SymbolUse[]): Diagnostic => {
    const usesOf = groupBy(uses, ({ symbol }) => symbol);
    const shown = [...usesOf].slice(0, mostUnbound);
    const list = shown.map(([symbol, places]) => `${symbol} (${placesOf(places)})`).join("; ");
    const left = usesOf.size - shown.length;
    return error(
      `${format}_UNBOUND`,
      place(file),
      `${usesOf.size === 1 ? "a dimension is" : `${usesOf.size} dimensions are`} not fixed: ${list}${left === 0 ? "" : ` and ${left} more`}`,
      `give each a size, for example ${shown.map(([symbol]) => `--bind ${shellQuoted(symbol)}=1`).join(" ")}; in a specification, \`bind NAME = SIZE\``,
    );
  },

  unknownBinding: (file: string | undefined, name: string, known: readonly string[]): Diagnostic =>
    error(
      `${format}_UNKNOWN_BINDING`,
      place(file),
      `the model has no open dimension ${name}`,
      didYouMean(name, known) ?? (known.length === 0 ? "all its dimensions are fixed" : `it has ${known.join(", ")}`),
    ),

  illegalBinding: (file: string | undefined, name: string, value: number, expected: string): Diagnostic =>
    error(`${format}_ILLEGAL_BINDING`, place(file), `${name} is bound to ${value}`, `give ${expected}`),
});

const lostNodes = (format: Format) => ({
  /** One diagnostic for all nodes of an operator that share the reason. */
  unsupportedNodes: (file: string | undefined, nodes: readonly UnsupportedNode[]): Diagnostic => {
    const [first] = nodes;
    const count = nodes.length === 1 ? "" : ` (${nodes.length} nodes)`;
    return error(
      `${format}_UNSUPPORTED`,
      place(file, abridged(nodes.map(({ name }) => name))),
      `${first?.opType ?? ""}${count} cannot be mapped: ${first?.reason ?? ""}`,
      first?.help ?? "--allow-unsupported keeps such nodes in the plan, uncosted",
    );
  },

  lostOutputs: (file: string | undefined, outputs: readonly string[]): Diagnostic =>
    error(
      `${format}_LOST_OUTPUT`,
      place(file),
      `no output is left: ${abridged(outputs)} ${outputs.length === 1 ? "depends" : "depend"} on unsupported nodes whose result shapes the model does not record`,
      `${recordShapes[format]}, or replace the unsupported nodes`,
    ),

  lostOutput: (file: string | undefined, output: string): Diagnostic => ({
    code: `${format}_LOST_OUTPUT`,
    severity: "warning",
    message: `the output ${output} is left out: it depends on unsupported nodes whose result shapes the model does not record`,
    where: place(file),
  }),

  contradictedTypes: (
    file: string | undefined,
    values: readonly { readonly name: string; readonly recorded: string; readonly computed: string }[],
  ): Diagnostic => ({
    code: `${format}_RECORDED_SHAPE`,
    severity: "warning",
    message: printable(
      `the model records other shapes than its operators give: ${abridged(
        values.map(({ name, recorded, computed }) => `${name} is recorded as ${recorded} and computed as ${computed}`),
      )}`,
    ),
    where: place(file),
    help: `the computed shapes are used; ${recordShapes[format]} to have it record the same`,
  }),
});
