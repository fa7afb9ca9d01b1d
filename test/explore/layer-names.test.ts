import { expect, test } from "vitest";
import { joinOrigins, uniqueNames } from "../../explore/layer-names.ts";

test("names join up to three origins", () => {
  expect(joinOrigins(["conv", "bn", "relu"])).toBe("conv + bn + relu");
  expect(joinOrigins(["mean", "sub", "pow", "add"])).toBe("mean … add");
  expect(joinOrigins([])).toBeUndefined();
});

test("each name is handed out once, also where a numbered one is taken already", () => {
  const unique = uniqueNames();
  expect(["a", "a #2", "a", "b", "a"].map(unique)).toEqual(["a", "a #2", "a #3", "b", "a #4"]);
});
