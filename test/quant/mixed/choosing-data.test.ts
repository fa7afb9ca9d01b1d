import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import { tensorType } from "../../../ir/tensor.ts";
import { partForChoosing } from "../../../quant/mixed/choosing-data.ts";
import type { Dataset } from "../../../train/data/dataset.ts";

const builder = graphBuilder("small");
builder.output("y", builder.node("relu", [builder.input("x", tensorType("f32", [1]))], {}));
const graph = builder.build();

const numbered = (count: number): Dataset => ({
  source: "set",
  count,
  targets: "none",
  sample: index => ({ name: String(index), inputs: new Map() }),
});

const namesOf = (dataset: Dataset): readonly string[] =>
  Array.from({ length: dataset.count }, (_, i) => dataset.sample(i).name);

describe("samples to choose by", () => {
  test("are none of those that calibrate, and drawn anew by another seed", () => {
    const counts = { count: 30, toChoose: 40 };
    const { calibration, choosing, isHeldOut } = partForChoosing(graph, numbered(100), { ...counts, seed: 1 });
    expect([calibration.count, choosing.count, isHeldOut]).toEqual([30, 40, true]);
    expect(new Set([...namesOf(calibration), ...namesOf(choosing)]).size).toBe(70);
    const other = partForChoosing(graph, numbered(100), { ...counts, seed: 2 });
    expect(namesOf(other.choosing)).not.toEqual(namesOf(choosing));
  });

  test("are half of what there is at most, where fewer are there than wanted", () => {
    const { calibration, choosing } = partForChoosing(graph, numbered(20), {
      count: 512,
      toChoose: undefined,
      seed: 1,
    });
    expect([calibration.count, choosing.count]).toEqual([10, 10]);
  });

  test("are those that calibrate where there are too few to part", () => {
    const { calibration, choosing, isHeldOut } = partForChoosing(graph, numbered(4), {
      count: 512,
      toChoose: undefined,
      seed: 1,
    });
    expect([namesOf(calibration), namesOf(choosing), isHeldOut]).toEqual([
      ["0", "1", "2", "3"],
      ["0", "1", "2", "3"],
      false,
    ]);
  });

  test("tiles of one picture count as one: twenty of five pictures are too few to part", () => {
    const tiles: Dataset = { ...numbered(20), cutFrom: index => String(index % 5) };
    const counts = { count: 512, toChoose: undefined, seed: 1 };
    expect(partForChoosing(graph, tiles, counts).isHeldOut).toBe(false);
    expect(partForChoosing(graph, { ...tiles, cutFrom: index => String(index % 8) }, counts).isHeldOut).toBe(true);
  });
});
