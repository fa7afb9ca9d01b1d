/**
 * The text form of a graph: what goldens, bug reports and `mortise ir` show. `ir/parse/` reads it back to an equal graph;
 * docs/ir.md has the grammar.
 */
import { quote } from "../support/quote.ts";
import { type AttributeSpecs, attributeValuesEqual, type AttributeValue } from "./attributes.ts";
import { encodeBase64 } from "./base64.ts";
import type { Constant, Graph, Node, ValueId } from "./graph.ts";
import { formatElement, formatId, formatNumber, formatOrigins, formatWord } from "./lexical.ts";
import { isOpName, opDef } from "./ops/index.ts";
import { formatType } from "./tensor.ts";

export interface PrintOptions {
  /**
   * What stands for constants of more than 16 elements: `full` writes their data as base64, so that the text reads back to
   * an equal graph; `elided` leaves it out for people, and reads back as a constant of unknown value.
   */
  readonly constants?: "full" | "elided";
}

/** Longer constants are no help to a reader. */
const inlineElements = 16;

export const printGraph = (graph: Graph, { constants = "full" }: PrintOptions = {}): string => {
  const constantIds = new Set(graph.constants.map(({ id }) => id));
  const reference = (id: ValueId): string => formatId(constantIds.has(id) ? "@" : "%", id);
  const inputs = graph.inputs.map(({ id, type }) => `${formatId("%", id)}: ${formatType(type)}`);
  const outputs = graph.outputs.map(({ name, value }) => ` ${reference(value)} as ${quote(name)}`);
  const lines = [
    `network ${formatId("@", graph.name)}(${inputs.join(", ")}) {`,
    ...graph.constants.map(constant => `  ${printConstant(constant, constants)}`),
    ...graph.nodes.map(node => `  ${printNode(node, reference)}`),
    `  return${outputs.join(",")}`,
    "}",
  ];
  return `${lines.join("\n")}\n`;
};

const printConstant = ({ id, type, data }: Constant, style: "full" | "elided"): string =>
  `${formatId("@", id)} : ${formatType(type)} = ${printData({ type, data }, style)}`;

const printData = ({ type, data }: Pick<Constant, "type" | "data">, style: "full" | "elided"): string => {
  if (data === undefined) return "unknown";
  if (data.length <= inlineElements)
    return `[${Array.from(data, value => formatElement(type.dtype, value)).join(", ")}]`;
  return style === "full" ? `base64 "${encodeBase64(data)}"` : "elided";
};

const printNode = (node: Node, reference: (id: ValueId) => string): string => {
  const results = node.results.map(({ id }) => formatId("%", id)).join(", ");
  const types = node.results.map(({ type }) => formatType(type)).join(", ");
  const origins = node.origins.length === 0 ? "" : `   // ${formatOrigins(node.origins)}`;
  return `${results} = ${node.op}(${node.operands.map(reference).join(", ")})${printAttributes(node)} : ${types}${origins}`;
};

/** Those that differ from their default, in the definition's order. */
const printAttributes = ({ op, attributes }: Node): string => {
  const specs: AttributeSpecs = isOpName(op) ? opDef(op).attributes : {};
  const names = [...new Set([...Object.keys(specs), ...Object.keys(attributes)])];
  const settings = names.flatMap(name => {
    const value = attributes[name];
    if (value === undefined || (Object.hasOwn(specs, name) && attributeValuesEqual(value, specs[name]?.default)))
      return [];
    return [`${formatWord(name)}=${formatAttribute(value)}`];
  });
  return settings.length === 0 ? "" : ` {${settings.join(", ")}}`;
};

const formatAttribute = (value: AttributeValue): string => {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return formatWord(value);
  return `[${value.map(formatAttribute).join(",")}]`;
};
