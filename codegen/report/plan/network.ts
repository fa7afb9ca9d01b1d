/** The network as a drawing: what is fused, what it costs, which tensors stay on chip. */
import type { Plan, PlanNetwork } from "../../../accelerators/plan.ts";
import { type Drawing, drawGraph, type DrawingEdge, type DrawingNode } from "../drawing.ts";
import type { Colouring, Figure } from "../content.ts";
import { scaled, sharePercent } from "../numbers.ts";
import { heat, heatSteps, hue, shade } from "../theme.ts";
import { tensorLookup } from "./tensors.ts";
import { type LayerView, type PlanSection, total } from "./view.ts";

/** Graphviz takes seconds beyond, and nobody finds a layer in a picture of so many. */
const mostDrawn = 600;

export const networkDrawing: PlanSection = async view => {
  const { plan, layers } = view;
  const drawn = plan.networks.filter(network => {
    const own = layersOf(layers, network);
    return own.length > 0 && own.length <= mostDrawn && own.every(({ layer }) => layer.writes !== undefined);
  });
  if (drawn.length === 0) return undefined;
  const figures: Figure[] = [];
  for (const [i, network] of drawn.entries()) figures.push(await figureOf(plan, layersOf(layers, network), network, i));
  return {
    id: "network",
    title: "Network",
    explanation:
      "A box is a layer of the plan; its lower part names the operators of the model that are fused in it. Arrows are tensors: thick ones stay on chip, thin ones go to memory and come back. Choose a box to see what its numbers are made of.",
    blocks: figures,
  };
};

const layersOf = (layers: readonly LayerView[], network: PlanNetwork): readonly LayerView[] =>
  layers.filter(view => view.network === network);

const figureOf = async (
  plan: Plan,
  layers: readonly LayerView[],
  network: PlanNetwork,
  position: number,
): Promise<Figure> => {
  const colours = colouringsOf(layers);
  const label = `The ${layers.length} layers of ${network.name} and the tensors between them`;
  const drawing: Drawing = {
    direction: "down",
    nodes: [...layers.map(view => layerNode(plan, view, layers, colours)), ...terminals(network)],
    edges: edgesOf(plan, layers, network),
  };
  return {
    kind: "figure",
    id: `network-${position + 1}`,
    title: plan.networks.length === 1 ? "Layers and tensors" : network.name,
    picture: await drawGraph(label, drawing),
    colourings: colours.map(({ colouring }) => colouring),
    behind: { text: "the table of layers", link: "#layers" },
  };
};

/** A way to colour, and the number of the colour that a layer has in it. */
interface Colours {
  readonly colouring: Colouring;
  readonly of: (view: LayerView) => number;
}

const colouringsOf = (layers: readonly LayerView[]): readonly Colours[] => [
  byCost("latency", "latency", layers, ({ layer }) => layer.latencyCycles),
  ...(layers.every(({ layer }) => layer.energyPj.total === 0)
    ? []
    : [byCost("energy", "energy", layers, ({ layer }) => layer.energyPj.total)]),
  byName("bits", "precision", layers, ({ layer: { precision } }) =>
    precision.weightBits === null
      ? `activations ${precision.activationBits} bits`
      : `weights ${precision.weightBits}, activations ${precision.activationBits} bits`,
  ),
  byName("bound", "what bounds it", layers, ({ layer }) => layer.bound),
  ...(new Set(layers.map(({ layer }) => layer.accelerator)).size < 2
    ? []
    : [byName("slot", "accelerator", layers, ({ layer }) => layer.accelerator)]),
];

/** Steps of equal width up to the dearest layer. */
const byCost = (
  name: string,
  label: string,
  layers: readonly LayerView[],
  costOf: (view: LayerView) => number,
): Colours => {
  const largest = Math.max(...layers.map(costOf), 0) || 1;
  const all = layers.reduce((sum, view) => sum + costOf(view), 0) || 1;
  const key = Array.from({ length: heatSteps }, (_, step) => ({
    colour: heat(step),
    label: `up to ${sharePercent(((step + 1) / heatSteps) * (largest / all))}`,
  }));
  return {
    colouring: { name, label, key },
    of: view => Math.min(heatSteps - 1, Math.floor((heatSteps * costOf(view)) / largest)),
  };
};

const byName = (
  name: string,
  label: string,
  layers: readonly LayerView[],
  nameOf: (view: LayerView) => string,
): Colours => {
  const names = [...new Set(layers.map(nameOf))].toSorted();
  return {
    colouring: { name, label, key: names.map((each, i) => ({ colour: shade(i, 3), label: each })) },
    of: view => Number(hue(names.indexOf(nameOf(view))).replace("hue-", "")),
  };
};

const layerNode = (
  { coverage }: Plan,
  view: LayerView,
  layers: readonly LayerView[],
  colours: readonly Colours[],
): DrawingNode => {
  const { id, link, layer, number, network } = view;
  const latency = total(layers, ({ latencyCycles }) => latencyCycles) || 1;
  const energy = total(layers, ({ energyPj }) => energyPj.total) || 1;
  const fused = coverage
    .filter(({ network: of, layers: into }) => of === network.name && into.includes(layer.name))
    .map(({ op }) => op);
  return {
    id,
    lines: [`${number}  ${layer.op}${shapeOf(view)}`, ...(fused.length < 2 ? [] : [fusedText(fused)])],
    shape: "box",
    classes: colours.map(({ colouring, of }) => `${colouring.name}-${of(view)}`),
    tip: `${layer.name}: ${sharePercent(layer.latencyCycles / latency)} of the latency, ${energyText(layer.energyPj.total, energy)}bound by ${layer.bound}`,
    link,
  };
};

/** Nothing where the machine's energy is not known. */
const energyText = (energy: number, all: number): string =>
  energy === 0 ? "" : `${scaled(energy, "picojoules")} (${sharePercent(energy / all)}), `;

const shapeOf = ({ layer: { workload } }: LayerView): string => {
  if (workload.kind === "vector") return "";
  const { G, K, R, S } = workload.bounds;
  const window = R * S > 1 ? ` ${R}×${S}` : "";
  return `${window}, ${G * K} out`;
};

const mostFused = 5;

/** `Conv + Relu + Add`. */
const fusedText = (operators: readonly string[]): string =>
  operators.length <= mostFused
    ? operators.join(" + ")
    : `${operators.slice(0, mostFused - 1).join(" + ")} + ${operators.length - mostFused + 1} more`;

const terminals = ({ inputs, outputs }: PlanNetwork): readonly DrawingNode[] => [
  ...inputs.map(({ name, type }) => terminal(`input ${name}`, name, type)),
  ...outputs.map(({ name, type }) => terminal(`output ${name}`, name, type)),
];

const terminal = (id: string, name: string, type: string): DrawingNode => ({
  id,
  lines: [name, type],
  shape: "terminal",
  classes: ["outside"],
  tip: `${name}: ${type}`,
});

const edgesOf = (
  { memory }: Plan,
  layers: readonly LayerView[],
  { name, inputs, outputs }: PlanNetwork,
): readonly DrawingEdge[] => {
  const lookUp = tensorLookup(memory, name);
  const rootOf = (id: string): string => lookUp(id)?.tensor ?? id;
  const makers = new Map<string, string>(inputs.map(input => [rootOf(input.name), `input ${input.name}`]));
  for (const { id, layer } of layers) for (const tensor of layer.writes ?? []) makers.set(rootOf(tensor), id);
  const edge = (tensor: string, to: string, isInside: boolean): readonly DrawingEdge[] => {
    const from = makers.get(rootOf(tensor));
    if (from === undefined || from === to) return [];
    const entry = lookUp(tensor);
    const place = entry === undefined ? "" : `, ${scaled(entry.sizeBytes, "bytes")} in ${entry.level}`;
    return [{ from, to, classes: isInside ? ["inside"] : [], tip: `${entry?.name ?? tensor}${place}` }];
  };
  const between = layers.flatMap(({ id, layer }) =>
    (layer.reads ?? []).flatMap(tensor =>
      edge(tensor, id, layer.onChip.includes(rootOf(tensor)) || layer.onChip.includes(tensor)),
    ),
  );
  return [...between, ...outputEdges(layers, outputs, edge)];
};

/** Tensors that nobody reads leave the network; where there are as many outputs, in order, they are these. */
const outputEdges = (
  layers: readonly LayerView[],
  outputs: PlanNetwork["outputs"],
  edge: (tensor: string, to: string, isInside: boolean) => readonly DrawingEdge[],
): readonly DrawingEdge[] => {
  const read = new Set(layers.flatMap(({ layer }) => layer.reads ?? []));
  const left = layers.flatMap(({ layer }) => (layer.writes ?? []).filter(tensor => !read.has(tensor)));
  return outputs.flatMap(({ name }, i) => {
    const tensor = left.length === outputs.length ? left[i] : left.at(-1);
    return tensor === undefined ? [] : edge(tensor, `output ${name}`, false);
  });
};
