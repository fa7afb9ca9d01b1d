/** What became of each node of the model file. */
import type { PlanCoverage } from "../../../accelerators/plan.ts";
import { formatWhole } from "../../../support/digits.ts";
import type { Cell, Fact, Link, Table, Tone } from "../content.ts";
import type { PlanSection, PlanView } from "./view.ts";

const statuses: readonly { readonly status: PlanCoverage["status"]; readonly note: string }[] = [
  { status: "mapped", note: "on the multipliers, or fused into what is" },
  { status: "vector", note: "on the vector unit" },
  { status: "free", note: "costs nothing, for the reason given" },
  { status: "unsupported", note: "not in any number of this report" },
];

export const coverage: PlanSection = view => {
  const { coverage: nodes } = view.plan;
  if (nodes.length === 0) return undefined;
  const facts = statuses.map(({ status, note }): Fact => {
    const count = nodes.filter(node => node.status === status).length;
    return { name: status, value: formatWhole(count), note, tone: toneOf(status, count) };
  });
  return {
    id: "coverage",
    title: "Coverage",
    explanation: `All ${formatWhole(nodes.length)} nodes of the model, by what became of them; none is dropped in silence.`,
    blocks: [{ kind: "facts", facts }, tableOf(view)],
  };
};

const toneOf = (status: PlanCoverage["status"], count: number): Tone =>
  status === "unsupported" ? (count > 0 ? "bad" : "good") : "neutral";

const tableOf = ({ plan, layers }: PlanView): Table => {
  const several = plan.networks.length > 1;
  const links = new Map<string, Link>(
    layers.map(({ network, layer, link }) => [`${network.name} ${layer.name}`, link]),
  );
  return {
    kind: "table",
    id: "nodes",
    caption: "Nodes of the model",
    hasTools: true,
    columns: [
      { name: "Node", align: "left" },
      ...(several ? [{ name: "Network", align: "left" } as const] : []),
      { name: "Op", align: "left" },
      { name: "Became", align: "left" },
      { name: "Layer", align: "left" },
      { name: "Why", align: "left" },
    ],
    rows: plan.coverage.map(node => ({
      cells: [
        node.node,
        ...(several ? [node.network] : []),
        node.op,
        { text: node.status, ...(node.status === "unsupported" ? { tone: "bad" as const } : {}) },
        layerCell(node, links),
        node.reason,
      ],
    })),
  };
};

const layerCell = ({ network, layers }: PlanCoverage, links: ReadonlyMap<string, Link>): Cell => {
  const [first] = layers.flatMap(name => links.get(`${network} ${name}`) ?? []);
  if (first === undefined) return "";
  const more = layers.length > 1 ? ` and ${layers.length - 1} more` : "";
  return { text: `${first.replace("#layer-", "#")}${more}`, leadsTo: first };
};
