/** How many designs does one core evaluate in a second, building each one's network anew, once all mappings are known? */
import { evaluatorOf } from "../explore/evaluate/evaluator-of.ts";
import { mapExactly } from "../mapping/exact/map.ts";
import { randomStream } from "../support/random.ts";
import type { Row } from "./row.ts";

const perSecondBound = 300;
const rounds = 7;
const designsPerRound = 100;

const specification = `design "nas-bench-201" {
  network classifier { space nas_bench_201 { input 3x32x32  classes 10 }  accuracy from proxy }
  asic {
    technology "28nm"
    clock 500 MHz
    dram { bandwidth 3.2 GB/s }
    accelerator npu { template eyeriss  pes in { 192, 256 }  buffer 64 KiB  bandwidth 32 B/cycle }
  }
  require latency <= 2 ms
  minimize energy, latency
  maximize accuracy
}
`;

export const designEvaluationRows = async (): Promise<readonly Row[]> => {
  const evaluator = evaluatorOf({ path: "bench.mortise", text: specification, files: new Map(), mapper: mapExactly });
  const { choices, canonical } = evaluator.space;
  const random = randomStream(1);
  const drawn = (): readonly number[] =>
    canonical(choices.map(choice => (choice.kind === "real" ? 0 : random.integer(0, choice.values.length - 1))));
  const designsByRound = Array.from({ length: rounds }, () => Array.from({ length: designsPerRound }, drawn));
  // Their mappings are known after that, and stay; their networks do not, as far fewer than these are kept.
  for (const design of designsByRound.flat()) await evaluator.evaluate(design);
  const values: number[] = [];
  for (const designs of designsByRound) {
    const start = process.cpuUsage();
    for (const design of designs) await evaluator.evaluate(design);
    const { user, system } = process.cpuUsage(start);
    values.push(designsPerRound / ((user + system) / 1e6));
  }
  return [{ question: "designs evaluated per CPU second", values, unit: "/s", digits: 0, atLeast: perSecondBound }];
};
