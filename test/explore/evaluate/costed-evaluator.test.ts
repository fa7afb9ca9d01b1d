/** Designs under NASAIC's cost model: what they cost, what is paid for, and which are none. */
import { describe, expect, test } from "vitest";
import { costModels } from "../../../accelerators/cost-models.ts";
import type { AccuracyMeter } from "../../../explore/accuracy/accuracy-meter.ts";
import { CostedEvaluator } from "../../../explore/evaluate/costed-evaluator.ts";
import type { Encoding } from "../../../explore/space/design-space.ts";
import { readSpec } from "../../../explore/spec/read-spec.ts";
import { requireExplorable } from "../../../explore/spec/runnable.ts";

interface Written {
  readonly technology?: string;
  readonly slots?: string;
  readonly totals?: string;
  readonly limits?: string;
}

const specOf = ({ technology = "nasaic-2020", slots = twoSlots, totals = "", limits = "" }: Written) => {
  const network = (name: string): string =>
    `network ${name} {\n space resnet9 { input 3x32x32  classes 10 }\n accuracy from proxy\n weight 0.5\n }`;
  const chip = `asic {\n technology "${technology}"\n clock 1 GHz\n ${slots}\n ${totals}\n }`;
  const text = `design "test" {\n ${network("first")}\n ${network("second")}\n ${chip}\n ${limits}\n maximize accuracy\n }`;
  return requireExplorable(readSpec("test.mortise", text, { exists: () => false, namesIn: () => [] }));
};

const slot = (name: string, template: string, pes: string): string =>
  `accelerator ${name} {\n template ${template}\n pes ${pes}\n bandwidth in 0..64 step 8 B/cycle\n }`;
const twoSlots = `${slot("a", "nvdla", "in 0..512 step 32")}\n ${slot("b", "shidiannao", "in 0..512 step 32")}`;

const evaluatorOf = (written: Written) => {
  const asked: string[] = [];
  const meter: AccuracyMeter = {
    source: "a test",
    accuracyOf: ({ name = "" }) => {
      asked.push(name);
      return 0.5;
    },
  };
  const spec = specOf(written);
  const meters = new Map(spec.networks.map(({ name }) => [name, meter]));
  return { asked, evaluator: new CostedEvaluator({ spec, model: costModels["nasaic-2020"], networks: [], meters }) };
};

/** Two networks of 8 filters, then 32 thrice; elements in steps of 32, bandwidth in steps of 8. */
const design = (a: readonly [number, number], b: readonly [number, number]): Encoding => [
  ...Array<number>(14).fill(0),
  ...a,
  ...b,
];

describe("a design", () => {
  test("costs what its schedule says, and networks that run at once take less time than one after another", async () => {
    const { evaluator, asked } = evaluatorOf({});
    const { outcome, metrics } = await evaluator.evaluate(design([8, 4], [8, 4]));
    const model = costModels["nasaic-2020"];
    const [nvdla, shidiannao] = [
      model.build("nvdla", { pes: 256, bandwidth: 32 })!,
      model.build("shidiannao", { pes: 256, bandwidth: 32 })!,
    ];
    expect(metrics["areaMm2"]).toBe(nvdla.areaMm2 + shidiannao.areaMm2);
    expect(outcome).toMatchObject({ kind: "measured", scores: [-0.5], violations: [] });
    expect(asked).toEqual(["8,32,0,32,0,32,0", "8,32,0,32,0,32,0"]);
    // Without a limit each layer runs where it takes least energy; both networks are the same.
    const networks = metrics["networks"] as readonly { readonly latencyCycles: number; readonly energyPj: number }[];
    expect(networks[0]!.energyPj).toBe(networks[1]!.energyPj);
    expect(metrics["energyPj"]).toBe(2 * networks[0]!.energyPj);
    expect(metrics["latencyCycles"]).toBe(Math.max(...networks.map(({ latencyCycles }) => latencyCycles)));
    expect(metrics["isScheduleExact"]).toBe(true);
  });

  test("that breaks a limit is pruned before its accuracy is paid for", async () => {
    const { evaluator, asked } = evaluatorOf({ limits: "require latency <= 1 cycles\n require area <= 1 um2" });
    const { outcome } = await evaluator.evaluate(design([8, 4], [8, 4]));
    expect(outcome.kind).toBe("pruned");
    expect(outcome).toMatchObject({ violations: [expect.any(Number), expect.any(Number)] });
    expect(asked).toEqual([]);
  });

  test("meets a latency limit by moving layers, for more energy", async () => {
    const at = async (limits: string) => {
      const { metrics } = await evaluatorOf({ limits }).evaluator.evaluate(design([2, 4], [8, 8]));
      return { cycles: Number(metrics["latencyCycles"]), energy: Number(metrics["energyPj"]) };
    };
    const free = await at("");
    const limited = await at(`require latency <= ${Math.floor(0.9 * free.cycles)} cycles`);
    expect(limited.cycles).toBeLessThanOrEqual(0.9 * free.cycles);
    expect(limited.energy).toBeGreaterThan(free.energy);
  });
});

test("accelerators too small or without bandwidth are no designs; an empty slot is one whatever else it says", () => {
  const { evaluator } = evaluatorOf({});
  const holds = (encoding: Encoding) => evaluator.space.constraints.every(each => each.holds(encoding));
  expect(holds(design([2, 1], [0, 0]))).toBe(true);
  // 32 elements make no cluster of nvdla.
  expect(holds(design([1, 1], [0, 0]))).toBe(false);
  expect(holds(design([2, 0], [0, 0]))).toBe(false);
  expect(holds(design([0, 0], [0, 0]))).toBe(false);
  expect(evaluator.space.canonical(design([2, 1], [0, 5]))).toEqual(design([2, 1], [0, 0]));
  expect(evaluator.space.networkChoices).toBe(14);
});

describe("bad input", () => {
  test.each<[string, Written, RegExp]>([
    [
      "slots that are all empty",
      { slots: `${slot("a", "nvdla", "0")}\n ${slot("b", "nvdla", "0")}` },
      /every slot \(a, b\) has 0/,
    ],
    [
      "totals below the smallest accelerator",
      { slots: slot("a", "nvdla", "in 0..512 step 32"), totals: "total pes <= 32" },
      /keeps total pes <= 32.*is 64/,
    ],
    [
      "a template that the model does not know",
      { slots: slot("a", "systolic", "64") },
      /template systolic under nasaic-2020/,
    ],
    [
      "a slot without bandwidth",
      { slots: "accelerator a {\n template nvdla\n pes 64\n }" },
      /accelerator a has no bandwidth/,
    ],
  ])("%s", (_, written, message) => {
    expect(() => evaluatorOf(written)).toThrow(message);
  });
});
