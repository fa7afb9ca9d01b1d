/** A run on disk, made without evaluating anything: the camera's designs, with figures that follow a formula. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkSpan } from "../../explore/runs/pool.ts";
import { describeSpecification, tellSpecification } from "../../explore/runs/specification.ts";
import type { SearchSettings } from "../../explore/runs/search-settings.ts";
import { RunStore } from "../../explore/runs/store/run-store.ts";
import { type Encoding, keyOf } from "../../explore/space/design-space.ts";

const path = "examples/camera.mortise";
const text = readFileSync(join(import.meta.dirname, "../..", path), "utf8");

/** Template, PEs, buffer and bandwidth: 2 · 4 · 2 · 2 designs. */
const encodings: readonly Encoding[] = Array.from({ length: 32 }, (_, i) => [
  i % 2,
  Math.floor(i / 2) % 4,
  Math.floor(i / 8) % 2,
  Math.floor(i / 16),
]);

/** Design i by thread 1 or 2, for 100 ms, with 50 ms between two of a thread. */
const spanOf = (i: number): WorkSpan => {
  const start = 1_700_000_000_000 + 150 * Math.floor(i / 2);
  return { worker: `thread ${1 + (i % 2)}`, start, end: start + 100 };
};

/**
 * @param isEnded whether the search is at its end; its baseline always is.
 * @param isTimed whether the search's designs have times; its baseline's have none.
 */
export const storeRun = (folder: string, isEnded = true, isTimed = false): void => {
  const settings = (strategy: string, role: SearchSettings["role"]): SearchSettings => ({
    name: path,
    role,
    strategy,
    seed: 3,
    budget: 40,
    evaluator: describeSpecification({ path, text }, {}),
  });
  const searches = [settings("nsga2", "search"), settings("random", "baseline")];
  const store = RunStore.begin(folder, { identity: "test", program: "0.1.0" }, searches);
  const { limits } = tellSpecification(searches[0]!.evaluator);
  for (const [i, encoding] of encodings.entries()) {
    const [template = 0, pes = 0, buffer = 0, bandwidth = 0] = encoding;
    const areaMm2 = 0.5 + 0.25 * pes + 0.4 * buffer + 0.1 * template;
    const energyPj = 1e7 * (2 - 0.2 * pes - 0.3 * buffer - 0.1 * bandwidth + 0.05 * template);
    // The largest are beyond the limit on area, which is the third.
    const violations = limits.map((_, k) => (k === 2 && pes === 3 && buffer === 1 ? 0.2 : 0));
    const design = {
      key: keyOf(encoding),
      outcome: { kind: "measured", encoding, scores: [energyPj, areaMm2], violations } as const,
      metrics: { energyPj, areaMm2, latencySeconds: 1e-3 / (1 + pes), latencyCycles: Math.round(2e5 / (1 + pes)) },
      hasFailed: false,
    };
    store.addDesign(1, { ...design, number: i + 1 }, isTimed ? spanOf(i) : undefined);
    // The same designs the other way round.
    store.addDesign(2, { ...design, number: encodings.length - i });
  }
  if (isEnded) store.endSearch(1);
  store.endSearch(2);
  store.close();
};
