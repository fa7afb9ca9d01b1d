/** The report of a run that was made by hand: nine designs of two choices, energy falling as area rises. */
import { describe, expect, test } from "vitest";
import type { Block, Table } from "../../../codegen/report/content.ts";
import { textOf } from "../../../codegen/report/content.ts";
import { reportHtml } from "../../../codegen/report/html.ts";
import type { ExploredRun, RunDesign, RunMetric, RunSearch } from "../../../codegen/report/run/explored-run.ts";
import { frontOf } from "../../../codegen/report/run/front-chart.ts";
import { volumeAt } from "../../../codegen/report/run/hypervolume.ts";
import { runReport } from "../../../codegen/report/run/index.ts";

const energy: RunMetric = { name: "energy", measure: { kind: "scaled", scale: "picojoules" }, better: "less" };
const accuracy: RunMetric = { name: "accuracy", measure: { kind: "share" }, better: "more" };

const hostile = `<script>alert(1)</script>"'&`;

const design = (number: number, [x, y]: readonly [number, number], more: Partial<RunDesign> = {}): RunDesign => ({
  id: `1.${number}`,
  number,
  state: "within",
  values: [x, y],
  choices: [hostile, String(number)],
  places: [0, number / 9],
  members: [],
  missed: [],
  ...more,
});

const designs: readonly RunDesign[] = [
  design(1, [4e6, 0.9]),
  design(2, [1e6, 0.6]),
  design(3, [2e6, 0.85]),
  design(4, [3e6, 0.8]),
  design(5, [0.5e6, 0.95], { state: "beyond", missed: [{ limit: `area <= 1 mm2 ${hostile}`, by: 0.25 }] }),
  design(6, [0, 0], { state: "impossible", values: [null, null], reason: "its accelerators cannot be built" }),
];

const search: RunSearch = {
  position: 1,
  strategy: "nsga2",
  seed: 3,
  budget: 20,
  isEnded: true,
  counts: { evaluated: 6, within: 4, impossible: 1, pruned: 0, failed: 0 },
  designs,
  history: [
    { evaluations: 1, hypervolume: 2 },
    { evaluations: 3, hypervolume: 6 },
  ],
  front: ["1.2", "1.3", "1.1"],
};

const baseline: RunSearch = {
  ...search,
  position: 2,
  strategy: "random",
  history: [{ evaluations: 2, hypervolume: 4 }],
};

const run = (own: Partial<RunSearch> = {}): ExploredRun => ({
  name: "camera",
  folder: "runs/camera",
  program: "0.1.0",
  specifications: [
    {
      title: "camera",
      file: "camera.mortise",
      objectives: ["minimize energy", "maximize accuracy"],
      limits: [`area <= 1 mm2 ${hostile}`],
      metrics: [energy, accuracy],
      choices: [{ name: `npu.${hostile}`, values: [hostile, "other"] }, { name: "npu.pes" }],
      search: { ...search, ...own },
      baselines: [baseline],
      reference: ["5.00 uJ", "50.00 %"],
      importance: {
        designs: 30,
        objectives: [
          { objective: "minimize energy", measure: energy.measure, shares: [{ choice: "npu.pes", share: 1e6 }] },
        ],
      },
      accuracySources: [],
    },
  ],
  spans: [],
});

const blocksOf = async (given: ExploredRun): Promise<ReadonlyMap<string, readonly Block[]>> =>
  new Map((await runReport(given)).sections.map(({ id, blocks }) => [id, blocks]));

const tableIn = (blocks: readonly Block[], id: string): Table => {
  const tables = blocks.flatMap((block): readonly Table[] => {
    if (block.kind === "table") return [block];
    if (block.kind === "figure" && "kind" in block.behind) return [block.behind];
    return block.kind === "alternatives" ? block.options.flatMap(option => [tableIn(option.blocks, id)]) : [];
  });
  const found = tables.find(table => table.id === id);
  if (found === undefined) throw new Error(`no table ${id}`);
  return found;
};

const rowsOf = ({ rows }: Table): readonly (readonly string[])[] => rows.map(({ cells }) => cells.map(textOf));

describe("the report of a run", () => {
  test("has its sections in order", async () => {
    expect([...(await blocksOf(run())).keys()]).toEqual([
      "overview",
      "fronts",
      "parallel",
      "hypervolume",
      "importance",
      "feasibility",
      "designs",
    ]);
  });

  test("picks the design of the front that is nearest to the best of both objectives", async () => {
    // Distances: 1.2 (0, 1), 1.3 (1/3, 1/6), 1.1 (1, 0).
    const overview = JSON.stringify((await blocksOf(run())).get("overview"));
    expect(overview).toContain('{"name":"Picked","value":"1.3"}');
    expect(overview).toContain("mortise compile --from runs/camera:1.3 -o runs/camera/plans/1.3");
  });

  test("says that a run can go on, and what comes closest where nothing is within the limits", async () => {
    const broken = await blocksOf(run({ isEnded: false, front: [], closest: "1.5", designs: designs.slice(4) }));
    const overview = JSON.stringify(broken.get("overview"));
    expect(overview).toContain("6 of 20 designs are evaluated");
    expect(overview).toContain("1.5 comes closest, and misses area");
    expect(broken.has("fronts")).toBe(false);
  });

  test("sets hypervolumes side by side at equal evaluations", async () => {
    expect([0, 1, 2, 3, 7].map(evaluations => volumeAt(search, evaluations))).toEqual([0, 2, 2, 6, null]);
    const table = tableIn((await blocksOf(run())).get("hypervolume")!, "hypervolume-table");
    expect(rowsOf(table)).toContainEqual(["3", "6.00", "4.00", "1.50"]);
  });

  test("counts who keeps each limit and who misses it alone", async () => {
    const table = tableIn((await blocksOf(run())).get("feasibility")!, "limits-table");
    // The search's five and the baseline's five that could be judged.
    expect(rowsOf(table)).toEqual([[`area <= 1 mm2 ${hostile}`, "8", "2", "0", "25 %"]]);
  });

  test("lists the pick, the front, then the others, each with the command that makes its plan", async () => {
    const table = tableIn((await blocksOf(run())).get("designs")!, "all-designs");
    expect(rowsOf(table).map(([id, state]) => [id, state])).toEqual([
      ["1.3", "picked, on the front"],
      ["1.2", "on the front"],
      ["1.1", "on the front"],
      ["1.4", "within limits"],
      ["1.5", "beyond a limit"],
      ["1.6", "can't be built"],
    ]);
    expect(JSON.stringify(table.rows[3]!.detail)).toContain("mortise compile --from runs/camera:1.4");
    expect(JSON.stringify(table.rows[5]!.detail)).not.toContain("mortise compile");
  });

  test("tells how long each worker was at work, where that is known", async () => {
    const at = (worker: string, start: number, end: number, k: number) => ({ design: `1.${k}`, worker, start, end });
    const spans = [
      at("thread 10", 100, 104, 1),
      at(hostile, 101, 103, 2),
      at(hostile, 105, 108, 3),
      at("thread 2", 100, 101, 4),
    ];
    const report = await runReport({ ...run(), spans });
    const table = tableIn(report.sections.at(-1)!.blocks, "worker-table");
    expect(report.sections.at(-1)!.id).toBe("workers");
    // Eight seconds from the first beginning to the last end.
    expect(rowsOf(table)).toEqual([
      [hostile, "2", "5.00 s", "63 %", "2.50 s"],
      ["thread 2", "1", "1.00 s", "13 %", "1.00 s"],
      ["thread 10", "1", "4.00 s", "50 %", "4.00 s"],
    ]);
    expect(report.sections.at(-1)!.explanation).toContain("Times are known of 4 of 12 designs.");
    expect(reportHtml(report).match(/<script/g)).toHaveLength(1);
  });

  test("is the same bytes each time, and no name becomes markup", async () => {
    const [first, again] = [reportHtml(await runReport(run())), reportHtml(await runReport(run()))];
    expect(again).toBe(first);
    expect(first).toContain("&lt;script&gt;alert(1)");
    expect(first.match(/<script/g)).toHaveLength(1);
  });
});

describe("frontOf", () => {
  test("keeps what none beats in two metrics, of equals the first", () => {
    const idsOf = (given: readonly RunDesign[]) => frontOf(given, energy, 0, accuracy, 1).map(({ id }) => id);
    expect(idsOf(designs.filter(({ state }) => state === "within"))).toEqual(["1.2", "1.3", "1.1"]);
    expect(idsOf([design(8, [1, 0.5]), design(7, [1, 0.5]), design(9, [1, 0.4])])).toEqual(["1.7"]);
    expect(idsOf([design(1, [1, 0.5], { values: [null, 0.5] })])).toEqual([]);
  });
});
