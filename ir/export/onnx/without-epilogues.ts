/** ONNX has no epilogues: each step becomes the operator that it was before the passes fused it. */
import { type EpilogueStep, parseEpilogueStep, readsOperand, splitOperands } from "../../epilogue.ts";
import { allIds, type Graph, type Node, resultOf, type Value } from "../../graph.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import { type Names, names } from "./names.ts";

/**
 * The graph with the steps of every epilogue as nodes of their own, which compute bit for bit the same. The last one gives the
 * value that the fused node gave; those between are named after it.
 */
export const withoutEpilogues = (graph: Graph): Graph => {
  const ids = names(allIds(graph));
  return { ...graph, nodes: graph.nodes.flatMap(node => (stepsOf(node).length === 0 ? [node] : apart(node, ids))) };
};

const stepsOf = ({ attributes }: Node): readonly string[] => {
  const steps = attributes["epilogue"];
  return Array.isArray(steps) ? (steps as readonly string[]) : [];
};

const apart = (node: Node, ids: Names): readonly Node[] => {
  const steps = stepsOf(node);
  const result = resultOf(node);
  const { bias, extras } = splitOperands(node.operands, steps);
  const inner = [node.op, ...steps.slice(0, -1).map(text => stepOf(text).op)];
  const values = [...inner.map((op): Value => ({ id: ids.fresh(`${result.id}.${op}`), type: result.type })), result];
  const contraction: Node = {
    ...node,
    operands: [...node.operands.slice(0, 2), ...(bias === undefined ? [] : [bias])],
    attributes: { ...node.attributes, epilogue: [] },
    results: values.slice(0, 1),
  };
  let nextExtra = 0;
  const rest = steps.map((text, i): Node => {
    const extra = readsOperand(text) ? extras.slice(nextExtra++, nextExtra) : [];
    const operands = [...values.slice(i, i + 1).map(({ id }) => id), ...extra];
    return { ...stepOf(text), operands, results: values.slice(i + 1, i + 2), origins: node.origins };
  });
  return [contraction, ...rest];
};

const stepOf = (text: string): EpilogueStep => {
  const step = parseEpilogueStep(text);
  if (step === undefined) throw new InternalError(`epilogue step ${text}`);
  return step;
};
