import { describe, expect, test } from "vitest";
import { machineSettings, specSpace } from "../../../explore/space/spec-space.ts";
import { encodingCount, isWithinSpace } from "../../../explore/space/design-space.ts";
import { readSpec } from "../../../explore/spec/read-spec.ts";
import { requireExplorable } from "../../../explore/spec/runnable.ts";
import { diagnosticsOf } from "../../support/diagnostics-of.ts";

const spaceOf = (accelerators: string, more = ""): ReturnType<typeof specSpace> => {
  const text = `design "d" {
    network n { space macro { input 3x32x32 classes 10 } accuracy from proxy }
    asic { technology "28nm" ${accelerators} }
    ${more}
  }`;
  const read = readSpec("d.mortise", text, { exists: () => true, namesIn: () => [] });
  const spec = requireExplorable(read);
  return specSpace(spec, machineSettings(spec, "28nm"));
};

const network = [0, 0, 0, 0, 0, 0, 0, 0];

describe("one accelerator", () => {
  const space = spaceOf(
    "accelerator npu { template in { nvdla, eyeriss } pes in 64..256 step 64 buffer 128 KiB }",
    "quantize { weights in { 8, 4 } bits }",
  );

  test("has a choice per open place: numbers in rising order, names in the order written", () => {
    expect(space.choices.slice(8)).toEqual([
      { kind: "ordinal", name: "weight bits", values: [4, 8] },
      { kind: "categorical", name: "npu.template", values: ["nvdla", "eyeriss"] },
      { kind: "ordinal", name: "npu.pes", values: [64, 128, 192, 256] },
    ]);
    expect(space.choices[0]?.name).toBe("n.layer 1");
    expect(encodingCount(space)).toBe(3 ** 8 * 2 * 2 * 4);
  });

  test("an encoding is a design: network, precision and machine", () => {
    expect(space.pointOf([...network.with(1, 2), 0, 1, 2])).toEqual({
      networks: [{ network: "n", encoding: network.with(1, 2) }],
      precision: { weightBits: 4, activationBits: 8, accumulatorBits: 32 },
      slots: [{ slot: "npu", template: "eyeriss", parameters: { pes: 192, buffer: 131_072 } }],
    });
  });

  test("equal networks have one encoding", () =>
    expect(space.canonical([0, 0, 0, 0, 2, 0, 0, 0, 1, 1, 1])).toEqual([0, 0, 0, 2, 0, 0, 0, 0, 1, 1, 1]));
});

describe("accelerators that may be left out", () => {
  const space = spaceOf(
    `clock 1 GHz
     accelerator a { template in { nvdla, eyeriss } pes in { 0, 64 } bandwidth in { 16, 32 } B/cycle }
     accelerator b { template nvdla pes in { 0, 64 } }
     total pes <= 64`,
  );

  test("what an absent one has makes no difference", () =>
    expect(space.canonical([...network, 1, 0, 1, 1])).toEqual([...network, 0, 0, 0, 1]));

  test("totals are constraints in the user's words, and so is that one must be there", () => {
    expect(space.constraints.map(({ statement }) => statement)).toEqual([
      "total pes <= 64",
      "one accelerator at least has processing elements",
    ]);
    expect(isWithinSpace(space, [...network, 0, 1, 0, 0])).toBe(true);
    expect(isWithinSpace(space, [...network, 0, 1, 0, 1])).toBe(false);
    expect(isWithinSpace(space, [...network, 0, 0, 0, 0])).toBe(false);
  });

  test("only those that are there are built", () =>
    expect(space.pointOf([...network, 0, 0, 0, 1]).slots.map(({ slot }) => slot)).toEqual(["b"]));
});

test("a total that no design keeps leaves an empty space", () =>
  expect(
    diagnosticsOf(() => spaceOf("accelerator a { template nvdla pes in { 128, 256 } } total pes <= 64")).map(
      ({ code, message }) => `${code}: ${message}`,
    ),
  ).toEqual([
    "SPACE_EMPTY: the space is empty: no design keeps total pes <= 64, since the least that its accelerators can have is 128",
  ]));
