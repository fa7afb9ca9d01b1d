import { describe, expect, test } from "vitest";
import { parseBindings } from "../../cli/bindings.ts";

describe("--bind", () => {
  test("gives names their sizes; a name may hold spaces, dots and equals signs", () => {
    expect(parseBindings(["N=1", "DynamicDimension.0=640", "a = b=3"])).toEqual(
      new Map([
        ["N", 1],
        ["DynamicDimension.0", 640],
        ["a = b", 3],
      ]),
    );
  });

  test("the same size twice is no fault, two sizes are", () => {
    expect(parseBindings(["N=1", "N=1"])).toEqual(new Map([["N", 1]]));
    expect(() => parseBindings(["N=1", "N=2"])).toThrow(/N two values/);
  });

  test("reports every faulty binding at once", () => {
    const faulty = ["N", "=1", "N=", "N=0", "N=-1", "N=1.5", "N=1e3", "N=99999999999999999999"];
    expect(() => parseBindings(faulty)).toThrow(
      new RegExp(faulty.map(text => `--bind ${text.replaceAll(/[.+]/g, "\\$&")}: expected`).join("[^]*")),
    );
  });
});
