/** What `mortise run` prints: outputs in a few lines each, and differences layer by layer. */
import { abridge, formatTable } from "../codegen/summary/table.ts";
import type { CodeParameters } from "../ir/import/conversion/imported-model.ts";
import { elementCount, formatType, type Tensor } from "../ir/tensor.ts";
import type { Difference } from "./layer-values.ts";

const topClasses = 5;

/** A vector of scores shows the largest, with their places; anything else its statistics. Codes are followed by what they stand for. */
export const outputText = (name: string, tensor: Tensor, codes?: CodeParameters): string => {
  const { type } = tensor;
  const meaning = codes === undefined ? "" : `, real = ${shown(codes.scale)} · (code - ${codes.zeroPoint})`;
  const lines = isVector(type.dims) ? topLines(tensor, codes) : [statistics(tensor)];
  return [`${name}: ${formatType(type)}${meaning.replace("- -", "+ ")}`, ...lines.map(line => `  ${line}`)]
    .map(line => `${line}\n`)
    .join("");
};

const isVector = (dims: readonly number[]): boolean =>
  dims.length > 0 && elementCount(dims) > 1 && dims.at(-1) === elementCount(dims);

const topLines = ({ data }: Tensor, codes: CodeParameters | undefined): readonly string[] => {
  const places = Array.from(data, (_, place) => place)
    .sort((a, b) => (data[b] ?? 0) - (data[a] ?? 0))
    .slice(0, topClasses);
  const rows = places.map(place => {
    const value = data[place] ?? NaN;
    const row = [`${place}`, shown(value)];
    return codes === undefined ? row : [...row, shown(codes.scale * (value - codes.zeroPoint))];
  });
  return formatTable(rows, ["right", "left", "left"]);
};

const statistics = ({ data }: Tensor): string => {
  if (data.length === 0) return "no elements";
  let [low, high, sum, squares, broken] = [Infinity, -Infinity, 0, 0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) {
      broken += 1;
      continue;
    }
    [low, high] = [Math.min(low, value), Math.max(high, value)];
    sum += value;
    squares += value * value;
  }
  const count = data.length - broken;
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const rest = broken === 0 ? "" : `, ${broken} elements not finite`;
  return count === 0
    ? `${broken} elements, none finite`
    : `${shown(low)} to ${shown(high)}, mean ${shown(mean)}, deviation ${shown(deviation)}${rest}`;
};

const shown = (value: number): string => {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(6)));
};

const percent = (part: number): string => (part === 0 ? "0 %" : `${shown(100 * part)} %`);

const widestLayer = 40;

/** One line for each layer, in the network's order, and the largest of all below. */
export const differenceText = (differences: readonly Difference[]): string => {
  const rows = differences.map(({ layer, op, type, largest, relative, differing, elements }) => [
    abridge(layer, widestLayer),
    op,
    largest === undefined ? "not comparable" : shown(largest),
    relative === undefined ? "" : percent(relative),
    `${differing} of ${elements}`,
    type,
  ]);
  const header = ["layer", "op", "largest difference", "of its range", "differing", "type"];
  const table = formatTable([header, ...rows], ["left", "left", "right", "right", "right", "left"]);
  return [...table, "", worstLine(differences)].map(line => `${line}\n`).join("");
};

const worstLine = (differences: readonly Difference[]): string => {
  const worst = differences.reduce<Difference | undefined>(
    (most, one) => ((one.relative ?? -1) > (most?.relative ?? -1) ? one : most),
    undefined,
  );
  if (worst?.relative === undefined) return "No layer can be compared.";
  return worst.relative === 0
    ? "All equal."
    : `Largest: ${percent(worst.relative)} of its range, at ${worst.layer} (${worst.op}).`;
};
