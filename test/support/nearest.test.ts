import { expect, test } from "vitest";
import { nearestName } from "../../support/nearest.ts";

test.each([
  ["npu-265", ["npu-64", "npu-256"], "npu-256"],
  ["latnecy", ["energy", "latency"], "latency"],
  ["nvda", ["eyeriss", "nvdla"], "nvdla"],
  ["NVDLA", ["nvdla"], "nvdla"],
  ["relux", ["relu", "prelu"], "relu"],
  ["conv", ["softmax", "gather"], undefined],
])("%s among %j is %s", (name, candidates, nearest) => {
  expect(nearestName(name, candidates)).toBe(nearest);
});
