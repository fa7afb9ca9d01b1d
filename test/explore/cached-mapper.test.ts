import { expect, test, vi } from "vitest";
import { resnet50 } from "../../accelerators/validation/resnet50.ts";
import { type Cache, cachedMapper } from "../../explore/cached-mapper.ts";
import type { Mapper } from "../../explore/map-network.ts";
import { map } from "../../mapping/mapper.ts";
import { contraction, smallMachine } from "../support/small-machine.ts";

const memory = (): Cache & { readonly values: Map<string, unknown> } => {
  const values = new Map<string, unknown>();
  return { values, read: key => structuredClone(values.get(key)), write: (key, value) => void values.set(key, value) };
};
const search = (): ReturnType<typeof vi.fn<Mapper>> =>
  vi.fn<Mapper>((workload, architecture) => map(workload, architecture));

const layer = contraction({ K: 12, C: 8, P: 9, Q: 5, R: 3 });
const machine = smallMachine();

test("a remembered front is equal to the one found, costs and report included", () => {
  const mapper = search();
  const remembering = cachedMapper(mapper, memory(), "1");
  const found = remembering(layer, machine);
  expect(remembering(layer, machine)).toEqual(found);
  expect(found).toEqual(map(layer, machine));
  expect(mapper).toHaveBeenCalledTimes(1);
});

test("so is the reason why a layer does not fit", () => {
  const mapper = search();
  const remembering = cachedMapper(mapper, memory(), "1");
  const wide = contraction({ K: 4 }, { bits: { weights: 32, inputs: 8, outputs: 8, partialSums: 32 } });
  expect(remembering(wide, machine)).toMatchObject({ feasible: false });
  expect(remembering(wide, machine)).toEqual(map(wide, machine));
  expect(mapper).toHaveBeenCalledTimes(1);
});

test("whatever the result depends on is told apart", () => {
  const cache = memory();
  const mapper = search();
  const others = [
    [layer, machine, "1"],
    [layer, machine, "2"],
    [contraction({ K: 12, C: 8, P: 9, Q: 5, S: 3 }), machine, "1"],
    [{ ...layer, strides: [2, 1] as const }, machine, "1"],
    [layer, smallMachine({ bufferBytes: 512 }), "1"],
    [layer, smallMachine({ overlap: "none" }), "1"],
  ] as const;
  for (const [workload, architecture, revision] of others)
    cachedMapper(mapper, cache, revision)(workload, architecture);
  expect(mapper).toHaveBeenCalledTimes(others.length);
  expect(cache.values.size).toBe(others.length);
});

test("what is no front of ours, or not legal, is searched again and replaced", () => {
  const cache = memory();
  const found = cachedMapper(search(), cache, "1")(layer, machine);
  const [[key, good]] = [...cache.values] as [[string, unknown]];
  const empty = {
    levels: machine.levels.map(({ holds }) => ({ temporal: [], spatial: { x: [], y: [] }, keeps: holds })),
  };
  for (const bad of [
    null,
    7,
    "text",
    {},
    { feasible: true },
    { feasible: true, mappings: [] },
    { feasible: true, mappings: [empty] },
  ]) {
    cache.values.set(key, bad);
    const mapper = search();
    expect(cachedMapper(mapper, cache, "1")(layer, machine)).toEqual(found);
    expect(mapper).toHaveBeenCalledTimes(1);
    expect(cache.values.get(key)).toEqual(good);
  }
});

test("vector workloads are not worth remembering", () => {
  const cache = memory();
  const pool = resnet50.find(({ kind }) => kind === "vector");
  expect(cachedMapper(map, cache, "1")(pool!, machine)).toMatchObject({ feasible: true });
  expect(cache.values.size).toBe(0);
});
