/** From syntax to a graph: looks up names, types, operators and attributes, and collects every fault with its place. */
import { constantFaults } from "../check-value.ts";
import type { Constant, Graph, Node, Output, Value } from "../graph.ts";
import * as messages from "./messages.ts";
import { placeOf } from "./place.ts";
import { readData } from "./read-data.ts";
import { readNode } from "./read-node.ts";
import { define, idOf, readString, type Reading, resolve } from "./reading.ts";
import { readType } from "./read-type.ts";
import type { ConstantSyntax, NetworkSyntax } from "./syntax.ts";

/** The graph that the syntax describes; faults are added to `reading`, and where there are any the graph is of no use. */
export const readNetwork = (reading: Reading, network: NetworkSyntax): Graph => {
  const inputs: Value[] = [];
  const constants: Constant[] = [];
  const nodes: Node[] = [];
  for (const { name, type } of network.inputs) {
    const value = { id: idOf(reading, name), type: readType(reading, type) };
    define(reading, name, value.type);
    if (value.type !== undefined) inputs.push({ id: value.id, type: value.type });
  }
  for (const statement of network.statements)
    if (statement.kind === "constant") constants.push(...readConstant(reading, statement));
    else nodes.push(...readNode(reading, statement));
  return { name: idOf(reading, network.name), inputs, constants, nodes, outputs: readOutputs(reading, network) };
};

const readConstant = (reading: Reading, { name, type: typeSyntax, data: dataSyntax }: ConstantSyntax): Constant[] => {
  const type = readType(reading, typeSyntax);
  define(reading, name, type);
  if (type === undefined) return [];
  const data = readData(reading, name.image, type, dataSyntax);
  const constant = { id: idOf(reading, name), type, data };
  for (const fault of constantFaults(constant))
    reading.faults.push(messages.illegalConstant(name.image, placeOf(reading.source, name), fault));
  return [constant];
};

const readOutputs = (reading: Reading, { outputs }: NetworkSyntax): Output[] => {
  const taken = new Set<string>();
  return outputs.map(({ value, name: nameToken }) => {
    const name = readString(reading, nameToken);
    if (taken.has(name))
      reading.faults.push(messages.duplicateOutput(nameToken.image, placeOf(reading.source, nameToken)));
    taken.add(name);
    return { name, value: resolve(reading, value)?.id ?? "" };
  });
};
