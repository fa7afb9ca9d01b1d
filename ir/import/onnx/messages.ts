/** Every diagnostic about ONNX files, so that codes stay unique and wording even. */
import type { Diagnostic, Place } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import { nearestName } from "../../../support/nearest.ts";

const place = (file: string | undefined, ...layers: readonly string[]): Place => ({
  ...(file === undefined ? {} : { file }),
  ...(layers.length === 0 ? {} : { layers: layers.map(printable) }),
});

const error = (code: string, where: Place, message: string, help?: string): Diagnostic => ({
  code,
  severity: "error",
  message: printable(message),
  where,
  ...(help === undefined ? {} : { help: printable(help) }),
});

/** A damaged model may hold names with control characters or of megabytes; a diagnostic stays one line that can be read. */
const printable = (text: string): string => {
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
const didYouMean = (name: string, candidates: readonly string[]): string | undefined => {
  const comparable = candidates.slice(0, 2000).filter(({ length }) => length < 100);
  // A single letter is near to every other one.
  const nearest = name.length > 1 && name.length < 100 ? nearestName(name, comparable) : undefined;
  return nearest === undefined ? undefined : `did you mean ${nearest}?`;
};

export const emptyFile = (file: string | undefined): Diagnostic =>
  error("ONNX_EMPTY", place(file), "the file is empty", "download or export the model again");

export const notOnnx = (
  file: string | undefined,
  found: string,
  help = "give a file that an ONNX exporter wrote",
): Diagnostic => error("ONNX_NOT_A_MODEL", place(file), `this is no ONNX model: ${found}`, help);

export const truncatedModel = (file: string | undefined, byte: number, size: number): Diagnostic =>
  error(
    "ONNX_TRUNCATED",
    place(file),
    `the file ends too early: the part that begins at byte ${byte} reaches beyond its ${size} bytes`,
    "download or export the model again",
  );

export const damagedModel = (file: string | undefined, reason: string): Diagnostic =>
  error("ONNX_DAMAGED", place(file), `the model cannot be decoded: ${reason}`, "download or export the model again");

export const tooManyEntries = (file: string | undefined, most: number): Diagnostic =>
  error(
    "ONNX_CROWDED",
    place(file),
    `the model has more than ${most} nodes, tensors and attributes`,
    "split the model",
  );

export const noOpset = (file: string | undefined): Diagnostic =>
  error(
    "ONNX_NO_OPSET",
    place(file),
    "the model does not say which version of ONNX's operators it uses",
    "export it again",
  );

export const opsetOutOfRange = (file: string | undefined, found: bigint, oldest: number, newest: number): Diagnostic =>
  error(
    "ONNX_OPSET",
    place(file),
    `the model uses opset ${found}, supported are ${oldest} to ${newest}`,
    `convert it with onnx.version_converter, or export it with an opset from ${oldest} to ${newest}`,
  );

export const duplicateName = (file: string | undefined, name: string, first: string, second: string): Diagnostic =>
  error(
    "ONNX_DUPLICATE_NAME",
    place(file),
    `the name ${name} is given twice: to ${first} and to ${second}`,
    "export the model again",
  );

export const missingName = (file: string | undefined, what: string): Diagnostic =>
  error("ONNX_MISSING_NAME", place(file), `${what} has no name`, "export the model again");

export const danglingOperand = (
  file: string | undefined,
  reader: string,
  name: string,
  known: readonly string[],
): Diagnostic =>
  error(
    "ONNX_DANGLING",
    place(file, reader),
    `reads ${name}, which nothing in the model defines`,
    didYouMean(name, known) ?? "export the model again",
  );

export const danglingOutput = (file: string | undefined, name: string, known: readonly string[]): Diagnostic =>
  error(
    "ONNX_DANGLING",
    place(file),
    `the output ${name} is defined by nothing in the model`,
    didYouMean(name, known) ?? "export the model again",
  );

export const cyclicGraph = (file: string | undefined, nodes: readonly string[]): Diagnostic =>
  error(
    "ONNX_CYCLE",
    place(file, nodes[0] ?? ""),
    `the nodes depend on each other in a circle: ${nodes.join(" → ")}`,
    "export the model again",
  );

export const noOutputs = (file: string | undefined): Diagnostic =>
  error("ONNX_NO_OUTPUT", place(file), "the model has no output", "export it with at least one output");

export const faultyTensor = (file: string | undefined, tensor: string, fault: string): Diagnostic =>
  error("ONNX_TENSOR", place(file, tensor), `the tensor ${fault}`, "download or export the model again");

export const unsupportedInput = (file: string | undefined, input: string, found: string): Diagnostic =>
  error(
    "ONNX_INPUT_TYPE",
    place(file, input),
    `inputs must be tensors of numbers, found ${found}`,
    "export the part of the model that computes with numbers",
  );

export const unknownRank = (file: string | undefined, input: string): Diagnostic =>
  error(
    "ONNX_INPUT_RANK",
    place(file, input),
    "the input's shape is not recorded, not even its rank",
    "export the model with the input's shape",
  );

export const hugeInput = (file: string | undefined, input: string, type: string): Diagnostic =>
  error(
    "ONNX_INPUT_SIZE",
    place(file, input),
    `the input ${type} has more elements than any memory holds`,
    "bind its open dimensions to smaller sizes, or export the model with a smaller input",
  );

export interface SymbolUse {
  readonly symbol: string;
  readonly input: string;
  readonly axis: number;
  /** A size in the model that is none. */
  readonly recorded?: bigint;
}

/** A model can leave hundreds of dimensions open; the rest are told once these are bound. */
const mostUnbound = 8;
/** One symbol, such as the batch, may stand in thousands of inputs. */
const mostPlaces = 4;

/** Names the first few; the help binds exactly those named. */
export const unboundSymbols = (file: string | undefined, uses: readonly SymbolUse[]): Diagnostic => {
  const usesOf = groupBy(uses, ({ symbol }) => symbol);
  const shown = [...usesOf].slice(0, mostUnbound);
  const list = shown.map(([symbol, places]) => `${symbol} (${placesOf(places)})`).join("; ");
  const left = usesOf.size - shown.length;
  return error(
    "ONNX_UNBOUND",
    place(file),
    `${usesOf.size === 1 ? "a dimension is" : `${usesOf.size} dimensions are`} not fixed: ${list}${left === 0 ? "" : ` and ${left} more`}`,
    `give each a size, for example ${shown.map(([symbol]) => `--bind ${shellQuoted(symbol)}=1`).join(" ")}`,
  );
};

const placesOf = (places: readonly SymbolUse[]): string => {
  const left = places.length - mostPlaces;
  return `${places.slice(0, mostPlaces).map(axisOf).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
};

const axisOf = ({ input, axis, recorded }: SymbolUse): string =>
  `axis ${axis} of input ${input}${recorded === undefined ? "" : `, recorded as ${recorded}`}`;

const shellQuoted = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

export const unknownBinding = (file: string | undefined, name: string, known: readonly string[]): Diagnostic =>
  error(
    "ONNX_UNKNOWN_BINDING",
    place(file),
    `the model has no open dimension ${name}`,
    didYouMean(name, known) ?? (known.length === 0 ? "all its dimensions are fixed" : `it has ${known.join(", ")}`),
  );

export const illegalBinding = (file: string | undefined, name: string, value: number, expected: string): Diagnostic =>
  error("ONNX_ILLEGAL_BINDING", place(file), `${name} is bound to ${value}`, `give ${expected}`);

export const outsideFolder = (file: string | undefined, tensor: string, location: string): Diagnostic =>
  error(
    "ONNX_EXTERNAL_OUTSIDE",
    place(file, tensor),
    `the tensor's data lies in ${JSON.stringify(location)}, outside the model's folder`,
    "put the data beside the model and name it by a path inside that folder",
  );

export const externalTooShort = (
  file: string | undefined,
  tensor: string,
  location: string,
  needed: number,
  size: number,
): Diagnostic =>
  error(
    "ONNX_EXTERNAL_SIZE",
    place(file, tensor),
    `the tensor's data should reach to byte ${needed} of ${location}, which has ${size}`,
    "download or export the data file again",
  );

export const externalFault = (file: string | undefined, tensor: string, fault: string): Diagnostic =>
  error(
    "ONNX_EXTERNAL",
    place(file, tensor),
    `the tensor's reference to external data ${fault}`,
    "export the model again",
  );

export const missingExternalData = (
  file: string | undefined,
  location: string,
  tensors: readonly string[],
): Diagnostic => ({
  code: "ONNX_EXTERNAL_MISSING",
  severity: "warning",
  message: `${location} is missing: ${tensors.length === 1 ? "the value" : "the values"} of ${abridged(tensors)} ${tensors.length === 1 ? "is" : "are"} unknown, only the shapes are used`,
  where: place(file),
  help: "put the file beside the model to have them",
});

export interface UnsupportedNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly reason: string;
  readonly help: string | undefined;
  /** True where the node itself is fine, but an operand comes from an unsupported one. */
  readonly follows: boolean;
}

/** One diagnostic for all nodes of an operator that share the reason. */
export const unsupportedNodes = (file: string | undefined, nodes: readonly UnsupportedNode[]): Diagnostic => {
  const [first] = nodes;
  const count = nodes.length === 1 ? "" : ` (${nodes.length} nodes)`;
  return error(
    "ONNX_UNSUPPORTED",
    place(file, abridged(nodes.map(({ name }) => name))),
    `${first?.opType ?? ""}${count} cannot be mapped: ${first?.reason ?? ""}`,
    first?.help ?? "--allow-unsupported keeps such nodes in the plan, uncosted",
  );
};

export const lostOutputs = (file: string | undefined, outputs: readonly string[]): Diagnostic =>
  error(
    "ONNX_LOST_OUTPUT",
    place(file),
    `no output is left: ${abridged(outputs)} ${outputs.length === 1 ? "depends" : "depend"} on unsupported nodes whose result shapes the model does not record`,
    "run ONNX's shape inference on the model, or replace the unsupported nodes",
  );

export const lostOutput = (file: string | undefined, output: string): Diagnostic => ({
  code: "ONNX_LOST_OUTPUT",
  severity: "warning",
  message: `the output ${output} is left out: it depends on unsupported nodes whose result shapes the model does not record`,
  where: place(file),
});

export const contradictedTypes = (
  file: string | undefined,
  values: readonly { readonly name: string; readonly recorded: string; readonly computed: string }[],
): Diagnostic => ({
  code: "ONNX_RECORDED_SHAPE",
  severity: "warning",
  message: printable(
    `the model records other shapes than its operators give: ${abridged(
      values.map(({ name, recorded, computed }) => `${name} is recorded as ${recorded} and computed as ${computed}`),
    )}`,
  ),
  where: place(file),
  help: "the computed shapes are used; run ONNX's shape inference on the model to have it record the same",
});

const abridged = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
