/** Drawings of graphs, laid out by Graphviz. What things look like is the theme's: nodes and edges carry classes. */
import { escapeHostile } from "../../support/quote.ts";
import type { Link, Picture } from "./content.ts";
import { nowhere, pictureOf } from "./picture.ts";

export interface Drawing {
  readonly direction: "down" | "right";
  readonly nodes: readonly DrawingNode[];
  readonly edges: readonly DrawingEdge[];
}

export interface DrawingNode {
  readonly id: string;
  /** The first is the heading; others stand in compartments below. */
  readonly lines: readonly string[];
  readonly shape: "box" | "terminal";
  readonly classes: readonly string[];
  readonly tip: string;
  readonly link?: Link;
}

export interface DrawingEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly classes: readonly string[];
  readonly tip?: string;
  /** Arrows at both ends. */
  readonly goesBoth?: true;
}

/** @param label what it shows, in one sentence. */
export const drawGraph = async (label: string, drawing: Drawing): Promise<Picture> => {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return { wide: pictureOf(viz.renderString(dotOf(drawing), { format: "svg" }), label) };
};

const dotOf = ({ direction, nodes, edges }: Drawing): string => {
  const names = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  return [
    "digraph {",
    `graph [rankdir=${direction === "down" ? "TB" : "LR"}, bgcolor=transparent, pad=0.05, nodesep=0.2, ranksep=0.3]`,
    // Laid out for larger letters than the theme shows, since some systems' are wider than Helvetica's.
    'node [fontname=Helvetica, fontsize=14, margin="0.1,0.04", height=0.3]',
    "edge [fontname=Helvetica, fontsize=14, arrowsize=0.6]",
    ...nodes.map(node => `${names.get(node.id) ?? ""} [${nodeAttributes(node)}]`),
    ...edges.flatMap(edge => edgeLine(edge, names)),
    "}",
  ].join("\n");
};

const nodeAttributes = ({ lines, shape, classes, tip, link }: DrawingNode): string =>
  [
    shape === "terminal" ? "shape=box, style=rounded" : "shape=record, style=rounded",
    `label=${quoted(shape === "terminal" ? lines.map(escapeLabel).join("\\n") : recordLabel(lines))}`,
    `class=${quoted(classes.join(" "))}`,
    `tooltip=${quoted(escapeLabel(tip))}`,
    // An anchor is what carries the tip.
    `URL=${quoted(link ?? nowhere)}`,
  ].join(", ");

const edgeLine = (
  { from, to, label, classes, tip, goesBoth }: DrawingEdge,
  names: ReadonlyMap<string, string>,
): readonly string[] => {
  const [start, end] = [names.get(from), names.get(to)];
  if (start === undefined || end === undefined) return [];
  const attributes = [
    `class=${quoted(classes.join(" "))}`,
    ...(goesBoth === true ? ["dir=both"] : []),
    ...(label === undefined ? [] : [`label=${quoted(escapeLabel(` ${label} `))}`]),
    ...(tip === undefined ? [] : [`tooltip=${quoted(escapeLabel(tip))}`, `URL=${quoted(nowhere)}`]),
  ];
  return [`${start} -> ${end} [${attributes.join(", ")}]`];
};

const recordLabel = (lines: readonly string[]): string =>
  `{${lines.map(line => escapeLabel(line).replaceAll(/[{}|<>]/g, character => `\\${character}`)).join("|")}}`;

/** Backslashes begin escapes in labels, and ampersands entities. */
const escapeLabel = (text: string): string => escapeHostile(text).replaceAll("\\", "\\\\").replaceAll("&", "&amp;");

/** In a quoted string of DOT only the quote itself is special. */
const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;
