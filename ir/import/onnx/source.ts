/** The nodes of a model as the user knows them: unique names, an order in which every operand comes first. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import type { SourceNode } from "../conversion/imported-model.ts";
import { danglingOperand, danglingOutput, duplicateName, missingName, noOutputs } from "./messages.ts";
import type { GraphProto, NodeProto } from "./schema/onnx_pb.ts";

export interface NamedNode extends SourceNode {
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly proto: NodeProto;
  /** Every value that it reads, in its subgraphs too. */
  readonly reads: readonly string[];
  readonly results: readonly string[];
}

/** Subgraphs nested deeper than any exporter does are not looked into. */
const deepestNesting = 32;

/** Names every node; `taken` are names of nodes that were named before. */
export const nameNodes = (nodes: readonly NodeProto[], taken: Set<string> = new Set()): readonly NamedNode[] =>
  nodes.map(proto => {
    const name = uniqueName(proto, taken);
    taken.add(name);
    return {
      name,
      opType: proto.opType,
      domain: ownDomain(proto.domain),
      proto,
      reads: readsOf(proto, 0),
      results: proto.output,
    };
  });

/** ONNX's own domain has two names. */
export const ownDomain = (domain: string): string => (domain === "ai.onnx" ? "" : domain);

const uniqueName = ({ name, output, opType }: NodeProto, taken: ReadonlySet<string>): string => {
  const firstOutput = output.find(result => result !== "");
  const candidates = [name, firstOutput ?? ""].filter(candidate => candidate !== "");
  const free = candidates.find(candidate => !taken.has(candidate));
  if (free !== undefined) return free;
  const stem = candidates[0] ?? opType;
  for (let i = 2; ; i++) if (!taken.has(`${stem}.${i}`)) return `${stem}.${i}`;
};

const readsOf = ({ input, attribute }: NodeProto, depth: number): string[] => {
  const captured = attribute.flatMap(({ g }) => (g === undefined ? [] : freeNames(g, depth + 1)));
  return [...input.filter(name => name !== ""), ...captured];
};

/** Values that a subgraph reads from the graphs around it. */
const freeNames = (graph: GraphProto, depth: number): string[] => {
  if (depth > deepestNesting) return [];
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  const reads = [...graph.node.flatMap(node => readsOf(node, depth)), ...graph.output.map(({ name }) => name)];
  return [...new Set(reads)].filter(name => !own.has(name));
};

/** Every name that a node or an output of the graph reads. */
export const namesRead = (graph: GraphProto, nodes: readonly NamedNode[]): Set<string> =>
  new Set([...nodes.flatMap(({ reads }) => reads), ...graph.output.map(({ name }) => name)]);

/** Faults of names in a graph: defined twice, read but never defined, absent. `isOuter`: names of the graphs around it. */
export const nameFaults = (
  graph: GraphProto,
  nodes: readonly NamedNode[],
  file: string | undefined,
  isOuter: (name: string) => boolean = () => false,
): Diagnostic[] => {
  const definitions = definitionsOf(graph, nodes);
  const known = new Map(definitions);
  const list = [...known.keys()];
  return [
    ...definitionFaults(definitions, file),
    ...nodes.flatMap(({ name, reads }) =>
      [...new Set(reads)]
        .filter(read => !known.has(read) && !isOuter(read))
        .map(read => danglingOperand(file, name, read, list)),
    ),
    ...graph.output
      .filter(({ name }) => !known.has(name) && !isOuter(name))
      .map(({ name }) => danglingOutput(file, name, list)),
    ...definitionFaults(
      graph.output.map(({ name }): Definition => [name, "an output"]),
      file,
    ),
    ...(graph.output.length === 0 ? [noOutputs(file)] : []),
  ];
};

/** Weights of which only the elements other than zero are stored. */
export const sparseNames = ({ sparseInitializer }: GraphProto): readonly string[] =>
  sparseInitializer.map(({ values }) => values?.name ?? "");

type Definition = readonly [name: string, definer: string];

/** An input that has an initializer is no input (IR versions before 4 list both). */
const definitionsOf = (graph: GraphProto, nodes: readonly NamedNode[]): readonly Definition[] => {
  const initialized = new Set([...graph.initializer.map(({ name }) => name), ...sparseNames(graph)]);
  return [
    ...sparseNames(graph).map((name): Definition => [name, "a sparse initializer"]),
    ...graph.initializer.map(({ name }): Definition => [name, "an initializer"]),
    ...graph.input.filter(({ name }) => !initialized.has(name)).map(({ name }): Definition => [name, "an input"]),
    ...nodes.flatMap(({ name, proto }) =>
      proto.output.filter(output => output !== "").map((output): Definition => [output, `a result of node ${name}`]),
    ),
  ];
};

const definitionFaults = (definitions: readonly Definition[], file: string | undefined): Diagnostic[] => {
  const definers = new Map<string, string>();
  return definitions.flatMap(([name, definer]) => {
    const first = definers.get(name);
    definers.set(name, definer);
    if (name === "") return [missingName(file, definer)];
    return first === undefined ? [] : [duplicateName(file, name, first, definer)];
  });
};
