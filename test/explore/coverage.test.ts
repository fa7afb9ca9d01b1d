import { describe, expect, test } from "vitest";
import { coverageOf, type CoveringLayer, type Fates } from "../../explore/coverage.ts";
import { InternalError } from "../../support/diagnostic.ts";

const layer = (name: string, isContraction: boolean, originCount = 1, misfit?: string): CoveringLayer => ({
  name,
  isContraction,
  originCount,
  misfit,
});

const fates: Fates = {
  unsupported: new Map([["lstm", "it keeps a state"]]),
  layers: new Map([
    ["conv", [layer("conv + relu", true, 2)]],
    ["relu", [layer("conv + relu", true, 2)]],
    ["gemm", [layer("gemm", true)]],
    ["pool", [layer("pool", false)]],
    ["attention", [layer("attention (2/3)", false), layer("attention (1/3)", true)]],
    ["huge", [layer("huge", true, 1, "does not fit")]],
  ]),
  free: new Map([["flatten", "a reshape moves no data"]]),
  eliminated: new Map([["identity", "passes its operand on"]]),
  gone: new Map([["shape", { pass: "fold-constants", why: "evaluated at compile time" }]]),
};

const cover = (...names: string[]): unknown =>
  coverageOf(
    "net",
    names.map(name => ({ name, opType: name.toUpperCase() })),
    fates,
  );

describe("coverageOf", () => {
  test.each([
    ["lstm", "unsupported", "it keeps a state", []],
    ["conv", "mapped", "fused into conv + relu", ["conv + relu"]],
    ["relu", "mapped", "fused into conv + relu", ["conv + relu"]],
    ["gemm", "mapped", "on the PE array", ["gemm"]],
    ["pool", "vector", "on the vector unit", ["pool"]],
    ["attention", "mapped", "on the PE array", ["attention (2/3)", "attention (1/3)"]],
    ["huge", "unsupported", "does not fit", ["huge"]],
    ["flatten", "free", "a reshape moves no data", []],
    ["identity", "free", "passes its operand on", []],
    ["shape", "free", "gone by pass fold-constants: evaluated at compile time", []],
  ] as const)("%s is %s", (node, status, reason, layers) =>
    expect(cover(node)).toEqual([{ network: "net", node, op: node.toUpperCase(), status, reason, layers }]),
  );

  test("a node that is nowhere is our fault, and named", () =>
    expect(() => cover("conv", "ghost", "phantom")).toThrow(
      new InternalError("source nodes lost on the way to the plan: ghost (GHOST), phantom (PHANTOM)"),
    ));
});
