/** The page of a plan: its structure, that it holds together, and that no name from a plan can act in it. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Plan, PlanLayer } from "../../../accelerators/plan.ts";
import type { PlanQuantization } from "../../../accelerators/plan-quantization.ts";
import { readPlan } from "../../../codegen/plan-json/read-plan.ts";
import type { Block, FullCell, Report } from "../../../codegen/report/content.ts";
import { reportHtml } from "../../../codegen/report/html.ts";
import { planReport } from "../../../codegen/report/plan/index.ts";
import { expectGolden } from "../../support/golden.ts";

const root = join(import.meta.dirname, "../../..");
const golden = join(root, "test/golden/report");

const planIn = (file: string): Plan => {
  const plan = readPlan(readFileSync(join(root, file), "utf8"));
  if ("fault" in plan) throw new Error(plan.fault);
  return plan;
};

/** What a report consists of, without its numbers. */
const outlineOf = ({ sections }: Report): string =>
  sections
    .map(({ id, title, blocks }) => [`${id}: ${title}`, ...blocks.flatMap(block => linesOf(block, "  "))].join("\n"))
    .join("\n");

const linesOf = (block: Block, indent: string): readonly string[] => {
  switch (block.kind) {
    case "table": {
      const columns = block.columns.map(({ name }) => name).join(" | ");
      const [opened] = block.rows.flatMap(({ detail }) => (detail === undefined ? [] : [detail]));
      return [
        `${indent}table ${block.id} (${block.rows.length} rows): ${columns}`,
        ...(opened ?? []).flatMap(each => linesOf(each, `${indent}    `)),
      ];
    }
    case "figure":
      return [
        `${indent}figure ${block.id}: ${(block.colourings ?? []).map(({ name, key }) => `${name} ${key.length}`).join(", ")}`,
        ...("kind" in block.behind ? linesOf(block.behind, `${indent}  `) : [`${indent}  ${block.behind.link}`]),
      ];
    case "facts":
      return [`${indent}facts: ${block.facts.map(({ name }) => name).join(", ")}`];
    default:
      return [`${indent}${block.kind}`];
  }
};

describe("the report of a plan", () => {
  const plan = planIn("examples/residual.plan.json");
  let report: Report;
  let page = "";
  beforeAll(async () => {
    report = await planReport(plan);
    page = reportHtml(report);
  });

  test("has these sections, tables and figures", () => {
    expectGolden(join(golden, "residual.outline.txt"), `${outlineOf(report)}\n`);
  });

  test("is the same to the byte when made again", async () => {
    expect(reportHtml(await planReport(plan))).toBe(page);
  });

  test("runs nothing but its own script and style, which its policy names by hash", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toContain("default-src &#39;none&#39;");
    expect(policy).not.toContain("unsafe");
    for (const tag of ["script", "style"]) {
      const contents = [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, "g"))].map(([, text = ""]) => text);
      expect(contents).toHaveLength(1);
      const hash = createHash("sha256").update(contents[0]!).digest("base64");
      expect(policy).toContain(`${tag}-src &#39;sha256-${hash}&#39;`);
    }
  });

  test("has no inline styles, no handlers, and nothing that loads", () => {
    const tags = tagsIn(page).join("\n");
    expect(tags).not.toMatch(/ style| on[a-z]+| src| srcset|<link|<iframe|<object|<base|<form/);
    expect([...page.matchAll(/ href="([^#][^"]*)"/g)]).toEqual([]);
  });

  test("its ids are unique, and every link leads to one", () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = new Set([...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id));
    expect(links.size).toBeGreaterThan(15);
    expect([...links].filter(link => !ids.includes(link))).toEqual([]);
  });

  test("draws every layer and every tensor between layers", () => {
    const drawing = /<figure id="network-1"[^]*?<\/figure>/.exec(page)?.[0] ?? "";
    const layers = plan.networks[0]!.layers;
    expect(drawing.match(/class="node latency/g)).toHaveLength(layers.length);
    // The input is read twice and the network has one output.
    expect(drawing.match(/class="edge/g)).toHaveLength(layers.reduce((sum, { reads = [] }) => sum + reads.length, 1));
  });

  test("traces the energy of each layer to products that add up to it, each with a source in the report", () => {
    const table = report.sections.find(({ id }) => id === "layers")!.blocks[0]!;
    const details = table.kind === "table" ? table.rows.map(({ detail }) => detail) : [];
    const sums = details.map(detail => detail!.find(each => each.kind === "table" && each.id.endsWith("-energy")));
    expect(sums.length).toBe(plan.networks[0]!.layers.length);
    for (const sum of sums) {
      const rows = sum!.kind === "table" ? sum!.rows : [];
      expect(rows.at(-1)!.cells.at(-1)).toBe("equals the plan");
      const leads = rows.slice(0, -1).map(({ cells }) => (cells.at(-1) as FullCell).leadsTo);
      expect(leads.length).toBeGreaterThan(5);
      for (const lead of leads) expect(lead).toMatch(/^#source-\d+$/);
    }
  });
});

/** Names of tags with the names of their attributes. */
const tagsIn = (page: string): readonly string[] =>
  [
    ...page
      .replace(/<(script|style)>[^]*?<\/\1>/g, "<$1></$1>")
      .matchAll(/<(\/?[a-zA-Z!][^\s>]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g),
  ].map(([, name = "", attributes = ""]) => `<${name}${attributes.replaceAll(/="[^"]*"/g, "")}`);

/** The fields that come from files of strangers. */
const named = new Set([
  "design",
  "name",
  "node",
  "op",
  "origins",
  "layers",
  "tensor",
  "reads",
  "writes",
  "onChip",
  "aliases",
  "source",
  "reason",
  "message",
  "command",
  "technology",
  "template",
  "slot",
  "accelerator",
  "network",
  "assumptions",
  "ignores",
  "type",
]);

const renamed = (value: unknown, rename: (name: string) => string, key = ""): unknown => {
  if (typeof value === "string") return named.has(key) ? rename(value) : value;
  if (Array.isArray(value)) return value.map(each => renamed(each, rename, key));
  if (typeof value !== "object" || value === null || key === "levels") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, renamed(each, rename, name)]),
  );
};

describe("hostile names", () => {
  const plan = planIn("examples/residual.plan.json");
  const pageOf = async (suffix: string): Promise<string> =>
    reportHtml(await planReport(renamed(plan, name => `${name}${suffix}`) as Plan));

  test("add no tag and no attribute, and turn no eye", async () => {
    const hostile = [
      `</script><script>alert(1)</script>`,
      `"><img src=x onerror=alert(1)>`,
      `' onmouseover='alert(1)`,
      `--><svg/onload=alert(1)>`,
      `\\N{|}<b>&lt;script&gt;\\"];x[label="`,
      `\u202Egnp.\u2066\u200F\u0000\u2028`,
    ].join("");
    const page = await pageOf(hostile);
    const tame = await pageOf("x".repeat(hostile.length));
    expect(tagsIn(page)).toEqual(tagsIn(tame));
    expect(page.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(page.match(/<script/g)).toHaveLength(1);
    // They are there, as text: of a layer, in its row, its tips and its details.
    expect(page.match(/&lt;\/script&gt;&lt;script&gt;alert\(1\)/g)!.length).toBeGreaterThan(100);
  });
});

describe("plans that lack something", () => {
  const plan = planIn("examples/residual.plan.json");
  const idsOf = async (changed: Plan): Promise<readonly string[]> =>
    (await planReport(changed)).sections.map(({ id }) => id);

  test("without layers there is still a verdict, coverage and provenance", async () => {
    const empty = { ...plan, networks: plan.networks.map(network => ({ ...network, layers: [] })), memory: [] };
    expect(await idsOf(empty)).toEqual(["verdict", "accelerator", "coverage", "uncertainty", "sources", "provenance"]);
  });

  test("where nobody says which tensors a layer reads, there is no drawing of the network", async () => {
    const hidden = new Set(["reads", "writes"]);
    const strip = (layer: object) =>
      Object.fromEntries(Object.entries(layer).filter(([key]) => !hidden.has(key))) as PlanLayer;
    const old = { ...plan, networks: plan.networks.map(each => ({ ...each, layers: each.layers.map(strip) })) };
    expect(await idsOf(old)).not.toContain("network");
  });

  test("a machine without levels, area and sources has no roofline and no block diagram", async () => {
    const device = plan.accelerators.map(each => ({ ...each, levels: [], areaMm2: null, sources: {} }));
    const ids = await idsOf({ ...plan, accelerators: device });
    expect(ids).toContain("layers");
    expect(ids).not.toContain("roofline");
  });
});

describe("what was measured of a quantized network", () => {
  const plan = planIn("examples/residual.plan.json");
  const samples = { source: "digits", samples: 8 };
  const quantization: PlanQuantization = {
    data: { calibration: samples, choice: null, evaluation: samples, sameSamples: true, synthetic: false },
    accuracy: {
      metric: "top1",
      unit: "%",
      float: 91,
      quantized: 90.5,
      drop: 0.5,
      atLeast: null,
      measuredBy: "onnxruntime",
      outputs: [],
    },
    bitOps: 50,
    bitOpsAtEightBits: 100,
    tensors: [{ value: "w", role: "weight", bits: 4, activation: "x", layers: ["first"] }],
    mixed: {
      objective: "latency",
      cost: 1,
      greedyGap: 0,
      pairMeasurements: 0,
      rehearsals: 0,
      floatOnChoice: 91,
      trials: [
        {
          cost: 1,
          expectedNoise: 0.01,
          noise: 0.01,
          value: 90.5,
          lost: 0.5,
          standardError: 0.1,
          lostInTheEnd: 0.5,
          meetsLimit: true,
        },
      ],
      chosen: 0,
      sensitivitySamples: 8,
      sensitivities: [
        { value: "w", bits: 4, noise: 0.01, sqnrDb: 20, lossGrowth: null },
        { value: "w", bits: 2, noise: 0.1, sqnrDb: 10, lossGrowth: null },
      ],
      keptWider: [{ value: "w", role: "weight", layers: ["first"], bits: 4, narrowest: 2, noise: 0.1, sqnrDb: 10 }],
    },
  };

  test("accuracy, widths and what speaks for them stand in the section of bits", async () => {
    const networks = plan.networks.map(network => ({ ...network, quantization }));
    const { sections } = await planReport({ ...plan, networks });
    const { blocks } = sections.find(({ id }) => id === "bits")!;
    expect(blocks.map(block => ("id" in block ? block.id : block.kind))).toEqual([
      "bit-bars",
      "quantization-1",
      "callout",
      "sensitivity-1",
      "widths-1",
    ]);
    const widths = blocks.at(-1)!;
    const [row] = widths.kind === "table" ? widths.rows : [];
    const cells = row!.cells.map(cell => (typeof cell === "string" ? cell : cell.text));
    expect(cells).toEqual(["first", "weight", "4", "1.0e-2", "2 bits: 1.0e-1", "2 bits: 10.00 dB"]);
    const figure = blocks.find(block => block.kind === "figure" && block.id === "sensitivity-1");
    expect(figure).toMatchObject({ picture: { wide: expect.stringContaining("4 bits: 20.0 dB (chosen)") as string } });
  });
});
