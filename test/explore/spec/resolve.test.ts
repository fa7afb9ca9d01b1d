/** What the resolver refuses, each at its place, and what it makes of what is right. */
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../../explore/spec/domain.ts";
import { readSpec } from "../../../explore/spec/read-spec.ts";
import { documentOf } from "../../../explore/spec/to-document.ts";
import type { AsicTarget, Spec } from "../../../explore/spec/spec.ts";
import { anyFile } from "../../support/specs.ts";
import { design, diagnosticsOf, expectedFaults, faultsOf, unmarked } from "./faults.ts";

const asic = (inside: string): string =>
  design({ target: `asic { technology "28nm" accelerator npu { template nvdla } ${inside} }` });
const slot = (inside: string): string => design({ accelerator: `template nvdla  ${inside}` });
const network = (inside: string): string => design({ network: `model "a.onnx"  ${inside}` });
const goal = (rest: string): string => design({ rest });

/** By code: marked texts, and a part of the message or help of the first fault. */
const faulty: Readonly<Record<string, readonly (readonly [marked: string, said: string])[]>> = {
  SPEC_MISSING: [
    ['design ▸"x" { asic { technology "28nm" accelerator n { template nvdla } } }', "has no network"],
    ['design ▸"x" { network a { model "a.onnx" } }', "has no target"],
    [design({ target: "▸asic { accelerator n { template nvdla } }" }), "asic has no technology"],
    [design({ target: '▸asic { technology "28nm" }' }), "asic has no accelerator"],
    [design({ target: 'asic { technology "28nm" accelerator ▸n { pes 64 } }' }), "accelerator n has no template"],
    [design({ target: 'asic { technology "28nm" ▸accelerator { template nvdla } }' }), "accelerator has no name"],
    [design({ target: "▸fpga { }" }), "fpga has no name"],
    [design({ target: "▸gpu { }" }), "gpu has no name"],
    [design({ network: "" }).replace("network a", "network ▸a"), "neither model nor space"],
    [design({ network: "space ▸resnet9 { input 3x32x32 }" }), "lacks classes"],
    [design({ network: "▸space { }" }), "space has no name"],
    [network("accuracy from ▸table column acc"), "has no file"],
    [network('accuracy from ▸table "t.csv"'), "has no column"],
    [network('accuracy from ▸data "t"'), "has no metric"],
    [goal("require ▸accuracy >= 90 %"), "where its accuracy comes from"],
    [goal("maximize ▸accuracy"), "where its accuracy comes from"],
  ],
  SPEC_DUPLICATE: [
    [network('▸model "b.onnx"'), "line 2"],
    [network("rate 3 /s ▸rate 4 /s"), "rate"],
    [network("bind b = 3 bind ▸b = 4"), "bind b"],
    [network("▸space unet { input 3x32x32 classes 2 }"), "the network"],
    [asic("clock 1 GHz ▸clock 2 GHz"), "clock"],
    [asic("accelerator ▸npu { template nvdla }"), "accelerator npu"],
    [asic("total pes <= 64 total ▸pes <= 128"), "total pes"],
    [slot("pes 64 ▸pes 128"), "parameter pes"],
    [slot("buffer in { 64 KiB, ▸65536 B }"), "buffer"],
    [design({ accelerator: "template eyeriss pes 64 ▸rows 8 ▸columns 8" }), "rows follows from pes"],
    [design({ accelerator: "template in { nvdla, ▸nvdla }" }), "template nvdla"],
    [goal('▸gpu "T4" { }'), "the target"],
    [goal('▸asic { technology "28nm" accelerator n { template nvdla } }'), "asic"],
    [goal("search { } ▸search { }"), "search"],
    [goal("require latency <= 3 ms require ▸latency <= 4 ms"), "the limit on latency"],
    [goal("minimize energy, ▸energy"), "the objective energy"],
    [goal("minimize energy maximize ▸energy"), "the objective energy"],
    [design({ target: 'fpga "XC7Z020" { utilization { lut 70 % ▸lut 80 % } }' }), "utilization of lut"],
  ],
  SPEC_UNKNOWN_NAME: [
    [network("accuracy from proxy measure ▸synflo"), "did you mean synflow?"],
    [goal('▸netwrok b { model "b.onnx" }'), "did you mean network?"],
    [network("▸rat 3 /s"), "did you mean rate?"],
    [network("▸clock 3 GHz"), "it belongs into asic or fpga"],
    [asic("▸clok 3 GHz"), "did you mean clock?"],
    [asic("▸require latency <= 3 ms"), "it belongs into design"],
    [asic("dram { ▸bandwith 3 GB/s }"), "did you mean bandwidth?"],
    [asic("dram { kind ▸lpdr4 }"), "did you mean lpddr4?"],
    [design({ target: 'asic { technology ▸"28mn" accelerator n { template nvdla } }' }), "did you mean 28nm?"],
    [design({ accelerator: "template in { nvdla, ▸eyeris }" }), "did you mean eyeriss?"],
    [slot("▸pe 64"), "did you mean pes?"],
    [slot("▸clock 1 GHz"), "all share it"],
    [slot("▸dramBandwidth 1 GB/s"), "dram { bandwidth … }"],
    [slot("▸windows 4"), "parameter of nvdla"],
    [design({ accelerator: "template in { nvdla, systolic, eyeriss } ▸inputEntries 4" }), "nvdla and systolic have no"],
    [asic("total ▸pess <= 64"), "did you mean pes?"],
    [design({ target: 'fpga ▸"XC7Z02" { }' }), "did you mean XC7Z020?"],
    [design({ target: 'fpga "XC7Z020" { style ▸steaming }' }), "did you mean streaming?"],
    [design({ target: 'fpga "XC7Z020" { utilization { ▸luts 70 % } }' }), "did you mean lut?"],
    [design({ target: 'gpu ▸"Jetson AGX Orin 64 GB" { }' }), "did you mean Jetson AGX Orin 64GB?"],
    [design({ target: 'gpu "T4" { ▸clock 1 GHz }' }), "it belongs into asic or fpga"],
    [goal("quantize { method ▸mixd }"), "did you mean mixed?"],
    [goal("search { strategy ▸nsga4 }"), "did you mean nsga2?"],
    [goal("search { strategy bayes acquisition ▸entropy }"), "entropy_search"],
    [goal("search { budget 5 ▸evals }"), "budget in"],
    [goal("require ▸letency <= 3 ms"), "did you mean latency?"],
    [goal("require latency of ▸b <= 3 ms"), "there is no network b"],
    [goal("minimize ▸enrgy"), "did you mean energy?"],
    [network("accuracy from ▸trainin"), "did you mean training?"],
    [network("accuracy from training { ▸epoch 3 }"), "did you mean epochs?"],
    [network('accuracy from data "d" metric ▸pnsr'), "did you mean psnr?"],
    [design({ network: "space ▸resnet { }" }), "did you mean resnet9?"],
    [design({ network: "space unet { input 3x32x32 classes 2 ▸blocks 3 }" }), "parameter of space unet"],
  ],
  SPEC_UNIT: [
    [network("rate ▸3 ms"), "rate takes a rate, found a time"],
    [network("rate ▸3"), "found a bare number"],
    [asic("clock ▸3 s"), "clock takes a frequency"],
    [asic("clock 3 ▸GHZ"), "did you mean GHz?"],
    [asic("clock 3 ▸furlong"), "there is no unit furlong"],
    [asic("dram { bandwidth ▸3 B/cycle }"), "a bandwidth in bytes per second"],
    [asic("dram { energy ▸3 pJ }"), "an energy per bit"],
    [slot("pes ▸64 KiB"), "pes takes a bare number"],
    [slot("buffer ▸64"), "a size in bytes"],
    [slot("buffer in { 64 KiB, ▸64 }"), "a size in bytes"],
    [slot("buffer in 64 KiB..128 KiB step ▸64"), "found a bare number"],
    [slot("bandwidth in ▸8..▸64 step ▸8 B/s"), "a bandwidth in bytes per cycle"],
    [asic("total bandwidth <= ▸64"), "a bandwidth in bytes per cycle"],
    [goal("require latency <= ▸3 mm2"), "latency takes a time or a number of cycles"],
    [goal("require area <= 3 ▸mm3"), "did you mean mm2?"],
    [goal("quantize { weights ▸8 }"), "a width in bits"],
    [goal("search { seed ▸3 bits }"), "a bare number"],
    [design({ target: 'fpga "XC7Z020" { utilization { lut ▸70 } }' }), "a percentage"],
  ],
  SPEC_RANGE: [
    [slot("pes in ▸512..64 step 8"), "begins at 512, above its end 64"],
    [slot("pes in 64..512 step ▸0"), "step of a range must be more than 0"],
    [slot("pes in ▸1..1e9 step 1"), "1,000,000,000 values, at most 65,536"],
    [slot("pes in ▸0..9007199254740991"), "values, at most 65,536"],
    [slot("buffer in ▸1..1e6 step 1 KiB"), "values, at most 65,536"],
    [slot("pes ▸100000"), "pes of nvdla is 100000, outside 32 to"],
    [slot("buffer ▸1 KiB"), "buffer of nvdla is 1 KiB, outside 16 KiB to 4 MiB"],
    [slot("pes in ▸1..31"), "none of the 31 values from 1"],
    [
      design({ accelerator: "template in { nvdla, eyeriss } pes ▸4093" }),
      "pes of eyeriss is 4093, outside the numbers",
    ],
    [goal("quantize { weights ▸64 bits }"), "outside 1 bits to 32 bits"],
    [design({ network: "space resnet9 { input 3x32x32 classes 10 stages ▸17 }" }), "stages is 17, outside 1 to 16"],
    [
      design({ network: "space unet { input 3x32x32 classes 2 levels in ▸{ 2, 20 } }" }),
      "levels is 20, outside 1 to 16",
    ],
    [design({ target: 'fpga "XC7Z020" { utilization { lut ▸120 % } }' }), "outside 0 % to 100 %"],
  ],
  SPEC_VALUE: [
    [design({ name: '▸""' }), "design takes a name"],
    [design({ network: "model ▸3" }), "a quoted text, found 3"],
    [design({ network: "model ▸a" }), "a quoted text, found a"],
    [design({ network: 'model in ▸{ "a.onnx", "b.onnx" }' }), "one value, found a list"],
    [design({ network: "▸model { }" }).replace("network a", "network a"), "a value"],
    [network("bind b = ▸0"), "a whole number from 1"],
    [network("bind b = ▸1.5"), "a whole number from 1"],
    [network("bind b = ▸-1"), "a whole number from 1"],
    [network("rate ▸0 /s"), "above 0"],
    [network("rate ▸-1 /s"), "above 0"],
    [network("weight ▸-1"), "not negative"],
    [network("weight ▸1e999"), "a smaller number"],
    [network("rate in ▸3..4 /s"), "one value, found a range"],
    [design({ target: 'asic ▸b { technology "28nm" accelerator n { template nvdla } }' }), "asic takes no name"],
    [design({ target: '▸asic "b"' }), "asic takes a block"],
    [goal("▸search 3"), "a block in braces"],
    [goal("search { seed ▸1.5 }"), "a whole number"],
    [goal("search { budget ▸5 }"), "a number of evaluations"],
    [goal("search { strategy ▸3 }"), "a name, found 3"],
    [slot("pes ▸64.5"), "a whole number"],
    [slot("pes ▸nvdla"), "a bare number, found nvdla"],
    [design({ accelerator: "template in ▸1..3" }), "names, found a range"],
    [asic("clock ▸0 GHz"), "above 0"],
    [asic("total pes ▸>= 64"), "total takes <="],
    [goal("require latency ▸drop <= 3 ms"), "no drop"],
    [goal("require area of ▸a <= 3 mm2"), "the design as a whole"],
    [network("accuracy from proxy ▸column acc"), "takes a measure"],
    [design({ network: "space resnet9 { input 3x32x32 classes 10 filters in { 8, ▸12.5 } }" }), "from 1, found 12.5"],
    [design({ network: "space unet { input 3x32x32 classes 2 levels in ▸0..3 }" }), "from 1, found 0"],
    [network('accuracy from proxy ▸"file"'), "no file"],
    [network("accuracy from ▸proxy { }"), "no block"],
    [network('accuracy from data "d" ▸column acc'), "a metric, found column"],
    [network("accuracy from training { split ▸random 60/20 }"), "add up to 100"],
    [network("accuracy from training { split ▸fixed 60/20/20 }"), "add up to 100"],
    [network("accuracy from training { epochs ▸0 }"), "a whole number from 1"],
    [design({ network: "space unet { input ▸3 classes 2 }" }), "a shape"],
    [design({ network: "space unet { input ▸3x0 classes 2 }" }), "a shape"],
    [design({ network: "space unet { input 3x32x32 classes ▸many }" }), "a whole number"],
    [design({ network: "space lpgnas { graph ▸cora blocks 2 }" }), "a quoted text"],
    [design({ network: "space unet { input 3x32x32 classes 2 } ▸bind b = 3" }), "a model"],
  ],
};

describe.each(Object.entries(faulty))("%s", (code, cases) => {
  test.each(cases)("%j: %s", (marked, said) => {
    const { text } = unmarked(marked);
    const [first] = diagnosticsOf(text);
    expect(`${first?.message} ${first?.help}`).toContain(said);
    expect(faultsOf(text)).toEqual(expectedFaults(code, marked));
  });
});

test("a missing file is looked for beside the specification, and the nearest is suggested", () => {
  const text = design({ network: 'model "nets/lenot.onnx"' });
  const asked: string[] = [];
  const ports = {
    exists: (path: string): boolean => (asked.push(path), false),
    namesIn: (folder: string): readonly string[] => (asked.push(folder), ["lenet.onnx"]),
  };
  expect(() => readSpec("specs/x.mortise", text, ports)).toThrow("did you mean nets/lenet.onnx?");
  expect(asked).toEqual(["specs/nets/lenot.onnx", "specs/nets"]);
});

test("absolute paths stay", () => {
  const { spec } = readSpec("specs/x.mortise", design({ network: 'model "/nets/a.onnx"' }), anyFile);
  expect(spec.networks[0]?.source).toMatchObject({ file: "/nets/a.onnx", path: "/nets/a.onnx" });
});

test("faults of all parts are reported at once, in the order of the text", () =>
  expect(
    faultsOf('design "x" {\n network a { modell "a" }\n asic { technology "28" clock 3 s }\n require x <= 3 ms\n}'),
  ).toEqual([
    "SPEC_MISSING 2:10",
    "SPEC_UNKNOWN_NAME 2:14",
    "SPEC_MISSING 3:2",
    "SPEC_UNKNOWN_NAME 3:20",
    "SPEC_UNIT 3:31",
    "SPEC_UNKNOWN_NAME 4:10",
  ]));

describe("what is right", () => {
  const specOf = (text: string): Spec => readSpec("x.mortise", text, anyFile).spec;
  const slotOf = (text: string): AsicTarget["accelerators"][number] => {
    const { target } = specOf(text);
    if (target.kind !== "asic") throw new Error("no chip");
    return target.accelerators[0]!;
  };
  const values = (text: string, name: string): readonly number[] => valuesOf(slotOf(slot(text)).parameters[name]!);

  test("what is not written has its default", () =>
    expect(specOf(design({ rest: "" }))).toEqual({
      design: "x",
      networks: [{ name: "a", source: { kind: "model", file: "a.onnx", path: "a.onnx", bindings: {} }, weight: 1 }],
      target: {
        kind: "asic",
        technology: "28nm",
        dram: { kind: "lpddr4" },
        accelerators: [
          {
            name: "npu",
            template: { kind: "fixed", value: "nvdla" },
            parameters: { pes: { kind: "fixed", value: 64 } },
          },
        ],
        totals: [],
      },
      quantize: { method: "uniform" },
      search: { seed: 0 },
      limits: [],
      objectives: [],
    }));

  test("a range has its end where a step lands on it", () => {
    expect(values("pes in 64..256 step 64", "pes")).toEqual([64, 128, 192, 256]);
    expect(values("pes in 64..255 step 64", "pes")).toEqual([64, 128, 192]);
    expect(values("pes in 64..66", "pes")).toEqual([64, 65, 66]);
    expect(values("pes in 64..64", "pes")).toEqual([64]);
    expect(values("pes in 0..64 step 32", "pes")).toEqual([0, 32, 64]);
  });

  test("units go from the end to the front, and prefixes may differ", () => {
    expect(values("bandwidth in 8..24 step 8 B/cycle", "bandwidth")).toEqual([8, 16, 24]);
    expect(values("buffer in 512 KiB..1 MiB step 256 KiB", "buffer")).toEqual([524_288, 786_432, 1_048_576]);
    expect(values("buffer in 16..18 KiB", "buffer")).toEqual([16_384, 17_408, 18_432]);
    expect(values("buffer in { 64, 128 } KiB", "buffer")).toEqual([65_536, 131_072]);
    expect(values("buffer in { 64, 1 MiB } KiB", "buffer")).toEqual([65_536, 1_048_576]);
  });

  test("a slot takes the parameters that its templates declare", () =>
    expect(slotOf(design({ accelerator: "template in { shidiannao, eyeriss }  rows 12" })).parameters).toEqual({
      rows: { kind: "fixed", value: 12 },
    }));

  test("objectives keep their order", () =>
    expect(
      specOf(
        network("accuracy from proxy").replace(
          "minimize energy",
          "minimize energy, edp\nmaximize accuracy drop of a\nminimize area",
        ),
      ).objectives,
    ).toEqual([
      { direction: "minimize", metric: "energy" },
      { direction: "minimize", metric: "edp" },
      { direction: "maximize", metric: "accuracy", drop: true, network: "a" },
      { direction: "minimize", metric: "area" },
    ]));
});

test("an acquisition is read, and written in every form", () => {
  const text = goal("search { strategy bayes  acquisition knowledge_gradient }");
  const { spec } = readSpec("a.mortise", text, anyFile);
  expect(spec.search).toMatchObject({ strategy: "bayes", acquisition: "knowledge_gradient" });
  expect(documentOf(spec).search).toEqual({ strategy: "bayes", acquisition: "knowledge_gradient" });
});
