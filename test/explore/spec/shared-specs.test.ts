/** The specifications that fix the language: all of them resolve, and the faulty ones are refused at the place they say. */
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { readSpec } from "../../../explore/spec/read-spec.ts";
import { unrunnableParts } from "../../../explore/spec/runnable.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { describeWithPath } from "../../support/data.ts";
import { diskPorts, sharedSpecs, type SpecFileText, specsIn } from "../../support/specs.ts";

/** `CODE line:column` of every fault. */
const faultsOf = ({ path, text }: SpecFileText): readonly string[] => {
  try {
    readSpec(path, text, diskPorts);
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return error.diagnostics.map(({ code, where }) => `${code} ${where?.line}:${where?.column}`);
  }
};

describeWithPath("shared specifications", sharedSpecs, () => {
  const good = specsIn(sharedSpecs);
  const faulty = specsIn(`${sharedSpecs}/errors`);

  test("there are such", () => expect([good.length, faulty.length]).toEqual([11, 9]));

  test.each(good)("%s resolves", (name, file) => {
    const { spec } = readSpec(file.path, file.text, diskPorts);
    expect(spec.design).toBe(basename(name, ".mortise"));
  });

  test.each(faulty)("%s is refused as its first lines say", (_, file) => {
    const expected = [...file.text.matchAll(/^# expect (\w+ \d+:\d+)$/gm)].map(([, fault]) => fault);
    expect(expected.length).toBeGreaterThan(0);
    expect(faultsOf(file)).toEqual(expected);
  });

  describe("what this version can't run is named at its place", () => {
    const unrunnable: Readonly<Record<string, readonly string[]>> = {
      "camera-node": [],
      "fixed-npu": [],
      "two-networks-one-chip": [],
      "gpu-orin": [],
      "pynq-streaming": [],
      "nas-bench-201": [],
      "lpgnas-cora": [
        "4:14 networks of lpgnas",
        "5:19 accuracy from training in a search",
        "20:3 quantization method lpgnas",
      ],
      "super-resolution-mixed": [],
    };

    test.each(Object.entries(unrunnable))("%s", (name, expected) => {
      const [, file] = good.find(([found]) => found === `${name}.mortise`)!;
      const { spec, places } = readSpec(file.path, file.text, diskPorts);
      const found = unrunnableParts(spec, places).map(
        ({ where, message }) => `${where?.line}:${where?.column} ${message.replace("this version can't run ", "")}`,
      );
      expect(found).toEqual(expected);
    });
  });
});
