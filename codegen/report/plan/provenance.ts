/** What the plan was made from, by what, and how to make it again to the byte. */
import type { Row, Table } from "../content.ts";
import type { PlanSection } from "./view.ts";

export const provenance: PlanSection = ({ plan }) => {
  const { version, seed, command, specSha256, modelSha256, passes, search } = plan.provenance;
  const bindings = plan.networks.flatMap(({ boundSymbols }) =>
    boundSymbols.map(({ name, value }) => `${name}=${value}`),
  );
  const rows: readonly (readonly [string, string])[] = [
    ["Plan", `${plan.design}, ${plan.schema}`],
    ["Mortise", version],
    ["Seed", String(seed)],
    ...(specSha256 === null ? [] : [["Specification, SHA-256", specSha256] as const]),
    ...plan.networks.map(
      ({ name, source, sha256 }) =>
        [`Network ${name}`, sha256 === null ? source : `${source}, SHA-256 ${sha256}`] as const,
    ),
    ...unnamedModels(modelSha256, plan.networks),
    ...(bindings.length === 0 ? [] : [["Dimensions bound", bindings.join(", ")] as const]),
    ["Passes that changed it", passes.length === 0 ? "none" : passes.join(", ")],
    ["Chosen for", search.objective],
  ];
  const table: Table = {
    kind: "table",
    id: "provenance-table",
    caption: "What the plan was made from",
    columns: [
      { name: "What", align: "left" },
      { name: "Value", align: "left" },
    ],
    rows: rows.map((cells): Row => ({ cells })),
  };
  return {
    id: "provenance",
    title: "Provenance",
    explanation: "The command below, on the same files, gives the same plan to the byte.",
    blocks: [{ kind: "code", caption: "To make it again", lines: [command] }, table],
  };
};

/** Those that no network names: files that were read beside the networks. */
const unnamedModels = (
  all: readonly string[],
  networks: readonly { readonly sha256: string | null }[],
): readonly (readonly [string, string])[] => {
  const named = new Set(networks.map(({ sha256 }) => sha256));
  return all.filter(each => !named.has(each)).map(each => ["Model, SHA-256", each] as const);
};
