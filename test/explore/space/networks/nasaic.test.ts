/** The two spaces of NASAIC: sizes counted by hand, names as the paper writes them, and graphs that run. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NetworkSpaceDefinition } from "../../../../explore/space/networks/network-space.ts";
import { resnet9 } from "../../../../explore/space/networks/resnet9.ts";
import { unet } from "../../../../explore/space/networks/unet.ts";
import { sizeOfChoice } from "../../../../explore/space/design-space.ts";
import { runPipeline } from "../../../../passes/manager.ts";
import { pipelines } from "../../../../passes/pipelines.ts";
import { verifyGraph } from "../../../../ir/verify.ts";
import { factualNetwork } from "../../../../explore/design/prepared-network.ts";
import { formatType } from "../../../../ir/tensor.ts";
import { indexOf } from "../../../../ir/graph.ts";

const picture = { channels: 3, height: 32, width: 32, classes: 10 };

/** The encoding of a network by its name. */
const encodingOf = ({ choices }: NetworkSpaceDefinition, name: string): readonly number[] =>
  choices.map(({ kind, ...choice }, i) =>
    kind === "ordinal" && "values" in choice
      ? Math.max(0, (choice.values as readonly number[]).indexOf(Number(name.split(",")[i])))
      : 0,
  );

const factsOf = (space: NetworkSpaceDefinition, name: string, task: typeof picture) => {
  const graph = space.graphOf(encodingOf(space, name), task)!;
  expect(verifyGraph(graph)).toEqual([]);
  expect(space.nameOf(encodingOf(space, name))).toBe(name);
  const { facts } = factualNetwork({ name, graph }, { weightBits: 8, activationBits: 8, accumulatorBits: 32 });
  const output = indexOf(graph).typeOf(graph.outputs[0]!.value)!;
  return { macs: facts.macs, parameters: facts.parameters, output: formatType(output) };
};

test("a residual network with one residual of one convolution", () => {
  // Stem 3 → 8 and three convolutions on 32², 16² and 8², the residual on 16²; a product of 32 × 10.
  const pixels = 32 * 32;
  expect(factsOf(resnet9, "8,32,1,32,0,32,0", picture)).toEqual({
    macs: 9 * (pixels * 3 * 8 + pixels * 8 * 32 + (pixels / 4) * 32 * 32 * 2 + (pixels / 16) * 32 * 32) + 320,
    parameters: 9 * (3 * 8 + 8 * 32 + 3 * 32 * 32) + 8 + 4 * 32 + 320 + 10,
    output: "f32[1,10]",
  });
});

test("a U-Net of two levels", () => {
  // Down: 3 → 4 → 4 on 32²; 4 → 8 → 8 on 16². Up: 8 → 4 by 2 × 2, then 8 → 4 → 4 on 32², and 4 → 2 for each pixel.
  const pixels = 32 * 32;
  expect(factsOf(unet, "2,4,8", { ...picture, classes: 2 })).toEqual({
    macs: pixels * (9 * (12 + 16 + 32 + 16) + 8) + (pixels / 4) * (9 * (32 + 64) + 4 * 32),
    parameters: 9 * (12 + 16 + 32 + 64 + 32 + 16) + 4 * 32 + 8 + (4 + 4 + 8 + 8 + 4 + 4 + 4 + 2),
    output: "f32[1,2,32,32]",
  });
});

test("sizes and choices may be given, in any order", () => {
  const small = resnet9.sized({
    stages: 2,
    stem: { kind: "fixed", value: 4 },
    filters: { kind: "list", values: [12, 6, 12] },
    residual: { kind: "range", from: 0, to: 2, step: 2 },
  });
  expect(small.choices.map(choice => ("values" in choice ? choice.values : []))).toEqual([
    [4],
    [6, 12],
    [0, 2],
    [6, 12],
    [0, 2],
  ]);
  expect(factsOf(small, "4,6,0,12,2", picture).parameters).toBe(
    9 * (3 * 4 + 4 * 6 + 6 * 12 + 2 * 12 * 12) + 120 + (4 + 6 + 3 * 12 + 10),
  );
  const flat = unet.sized({ levels: { kind: "list", values: [3, 1] }, filters: { kind: "fixed", value: 2 } });
  expect(flat.choices.map(choice => ("values" in choice ? choice.values : []))).toEqual([[1, 3], [2], [4], [8]]);
  expect(flat.nameOf([1, 0, 0, 0])).toBe("3,2,4,8");
});

test("the paper's examples are members", () => {
  expect(factsOf(resnet9, "32,128,2,256,2,256,2", picture).macs).toBeGreaterThan(3e8);
  expect(factsOf(unet, "5,16,32,64,128,256", { ...picture, height: 128, width: 128 }).output).toBe("f32[1,10,128,128]");
});

test.each([resnet9, unet])(
  "$source: any network of any picture is sound, and filters of levels that there are not make no difference",
  space => {
    const codes = fc.tuple(...space.choices.map(choice => fc.nat(sizeOfChoice(choice) - 1)));
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(codes, side, side, (encoding, height, width) => {
        const graph = space.graphOf(encoding, { channels: 3, height, width, classes: 2 })!;
        expect(verifyGraph(graph)).toEqual([]);
        expect(runPipeline(graph, pipelines.default).graph.nodes).toEqual(graph.nodes);
        const standard = space.canonical(encoding);
        expect(space.canonical(standard)).toEqual(standard);
        expect(space.nameOf(standard)).toBe(space.nameOf(encoding));
      }),
      { numRuns: 60 },
    );
  },
);
