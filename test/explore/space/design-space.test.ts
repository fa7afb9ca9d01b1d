import { expect, test } from "vitest";
import {
  type DesignSpace,
  encodingCount,
  isWithinSpace,
  keyOf,
  sizeOfChoice,
  valueOf,
} from "../../../explore/space/design-space.ts";

const space: DesignSpace = {
  choices: [
    { kind: "categorical", name: "template", values: ["nvdla", "eyeriss"] },
    { kind: "ordinal", name: "pes", values: [64, 128, 192] },
  ],
  constraints: [{ statement: "total pes <= 128", holds: encoding => encoding[1] !== 2 }],
  canonical: encoding => encoding,
};

test("counts the encodings, those that break constraints included", () => {
  expect(encodingCount(space)).toBe(6);
  expect(sizeOfChoice({ kind: "real", name: "x", low: 0, high: 1 })).toBe(Infinity);
});

test("an encoding has positions of values and keeps to the constraints or not", () => {
  expect(space.choices.map((choice, i) => valueOf(choice, [1, 2][i] ?? 0))).toEqual(["eyeriss", 192]);
  expect([isWithinSpace(space, [0, 1]), isWithinSpace(space, [0, 2])]).toEqual([true, false]);
  expect(keyOf([1, 2])).toBe("1,2");
});
