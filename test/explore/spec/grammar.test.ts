/** Every production of the grammar, broken at a marked place. */
import { describe, expect, test } from "vitest";
import { design, diagnosticsOf, expectedFaults, faultsOf, unmarked } from "./faults.ts";

const broken: Readonly<Record<string, readonly string[]>> = {
  specification: [
    "▸",
    '▸network a { model "a.onnx" }',
    "design ▸{\n}",
    'design "x"\n▸network',
    `${design({})}▸design "y" { }`,
    "design ▸x { }",
  ],
  braces: [
    'design "x" {\n network a { model "a.onnx"\n▸',
    design({ rest: "▸64 minimize energy" }),
    design({ rest: '▸"text"' }),
    design({ rest: "▸= 3" }),
    design({ accelerator: "template nvdla  pes 64 ▸64" }),
    `${design({})}▸}`,
  ],
  block: [
    design({ rest: "search ▸} seed 3" }),
    design({ rest: 'fpga "a" ▸"b" { }' }),
    design({ rest: "search ▸= { }" }),
  ],
  setting: [
    design({ network: "model▸\n rate 3 /s" }),
    design({ network: "model ▸= 3" }),
    design({ network: "model ▸, rate 3 /s" }),
    design({ accelerator: "template▸\n pes 64" }),
    design({}).replace("pes 64 }", "pes ▸}"),
  ],
  domain: [
    design({ accelerator: "template nvdla  pes in ▸64 step 8" }).replace("64 step", "nvdla step"),
    design({ accelerator: "template in ▸nvdla" }),
    design({ accelerator: "template in { ▸}" }),
  ],
  range: [
    design({ accelerator: "template nvdla  pes in 64▸\n buffer 64 KiB" }),
    design({ accelerator: "template nvdla  pes in 64 ▸to 128" }),
    design({ accelerator: "template nvdla  pes in 64..▸\n buffer 64 KiB" }),
    design({ accelerator: "template nvdla  pes in 64..▸nvdla" }),
    design({ accelerator: "template nvdla  pes in 64..128 step▸\n buffer 64 KiB" }),
    design({ accelerator: "template nvdla  pes in 64..128 step ▸in" }),
  ],
  list: [
    design({ accelerator: "template in { nvdla ▸eyeriss }" }),
    design({ accelerator: "template in { nvdla, ▸}" }),
    design({ accelerator: "template in { ▸, nvdla }" }),
  ],
  value: [
    design({ network: "model ▸.." }),
    design({ network: 'model "a.onnx"  accuracy from training { split random ▸"60" }' }),
  ],
  quantity: [design({ rest: "require latency <= ▸ms" }), design({ rest: 'require latency <= ▸"3 ms"' })],
  bind: [
    design({ network: 'model "a.onnx"  bind ▸= 3' }),
    design({ network: 'model "a.onnx"  bind batch ▸3' }),
    design({ network: 'model "a.onnx"  bind batch = ▸b' }),
    design({ network: 'model "a.onnx"  bind batch =▸\n rate 3 /s' }),
  ],
  total: [
    design({ target: 'asic { technology "28nm"\n accelerator n { template nvdla }\n total ▸<= 3 }' }),
    design({ target: 'asic { technology "28nm"\n accelerator n { template nvdla }\n total pes ▸3 }' }),
    design({ target: 'asic { technology "28nm"\n accelerator n { template nvdla }\n total pes <=▸\n }' }),
  ],
  accuracy: [
    design({ network: 'model "a.onnx"  accuracy ▸proxy' }),
    design({ network: 'model "a.onnx"  accuracy from ▸"file"' }),
    design({ network: 'model "a.onnx"  accuracy from table "f" column▸\n rate 3 /s' }),
    design({ network: 'model "a.onnx"  accuracy from table ▸3' }),
  ],
  require: [
    design({ rest: "require▸\n minimize energy" }),
    design({ rest: "require ▸<= 3 ms" }),
    design({ rest: "require latency ▸3 ms" }),
    design({ rest: "require latency ▸< 3 ms" }),
    design({ rest: "require latency <=▸\n minimize energy" }),
    design({ rest: "require latency ▸drop of <= 3 ms" }).replace("▸drop of ", "drop of ▸"),
  ],
  objective: [
    design({ rest: "minimize▸\n maximize accuracy" }),
    design({ rest: "minimize ▸3" }),
    design({ rest: "minimize energy,▸\n" }),
    design({ rest: "minimize energy ▸, , area" }).replace("▸, , ", ", ▸, "),
  ],
  subject: [
    design({ rest: "require latency of ▸3 <= 3 ms" }),
    design({ rest: "minimize latency of▸\n maximize accuracy" }),
  ],
};

describe.each(Object.entries(broken))("%s", (_, texts) => {
  test.each(texts)("%j", marked => {
    expect(faultsOf(unmarked(marked).text)).toEqual(expectedFaults("SPEC_SYNTAX", marked));
  });
});

describe("words", () => {
  test.each([
    ["a sign that means nothing", design({ rest: "▸! minimize energy" })],
    ["a relation in halves", design({ rest: "require latency ▸> 3 ms" })],
    ["a text that is not closed", design({ network: 'model ▸"a.onnx' }).replace(" }", "")],
    ["an escape that there is none of", design({ network: 'model ▸"a\\x"' })],
  ])("%s", (_, marked) => {
    const [first] = expectedFaults("SPEC_SYNTAX", marked);
    expect(faultsOf(unmarked(marked).text)[0]).toBe(first);
  });

  test("a comment hides nothing but its line", () =>
    expect(faultsOf(`# one\n${design({ rest: "# two { ]\n minimize energy # three" })}# four`)).toEqual([]));

  test("line ends of every system, tabs and a byte order mark are space", () => {
    expect(faultsOf(`\ufeff${design({}).replaceAll("\n", "\r\n\t")}`)).toEqual([]);
    expect(faultsOf(design({}).replaceAll("\n", "\r"))).toEqual([]);
  });

  test("words of the language are names where a name is meant", () =>
    expect(
      faultsOf(
        'design "x" { network total { model "a" bind step = 1 } asic { technology "28nm" accelerator in_ { template nvdla } } require latency of total <= 3 ms }',
      ),
    ).toEqual([]));
});

describe("several errors", () => {
  test("each line at fault is reported, in the order of the text", () => {
    const marked = `design "x" {
  network a {
    model▸
    rate ▸= 3
  }
  asic {
    technology "28nm"
    clock in▸
    accelerator npu { template nvdla ▸, pes 64 }
  }
  require latency ▸3 ms
  minimize▸
}
`;
    expect(faultsOf(unmarked(marked).text)).toEqual(expectedFaults("SPEC_SYNTAX", marked));
  });

  test("of very many the first twenty are shown, and how many more there are", () => {
    const faults = diagnosticsOf(`design "x" {\n${"pes = 3\n".repeat(1000)}}`);
    expect(faults.length).toBe(21);
    expect(faults.at(-1)?.message).toBe("980 more errors are not shown");
  });

  test("what is not closed is named at the end of the text", () => {
    const [fault] = diagnosticsOf('design "x" {\n network a {\n  model "a.onnx"\n');
    expect(fault).toMatchObject({
      where: { line: 4, column: 1 },
      help: "add what closes design of line 1 and network of line 2",
    });
  });

  test("indentation gives away which block is not closed", () => {
    const text = `design "x" {
  network a {
    model "a.onnx"
  }
  asic {
    technology "28nm"
    accelerator npu {
      template nvdla
  }
  minimize energy
}
`;
    expect(diagnosticsOf(text)[0]?.help).toBe("add what closes accelerator of line 7");
    expect(diagnosticsOf(text.replace("  }\n  asic", "  asic"))[0]?.help).toBe("add what closes network of line 2");
  });

  test("a brace too many is reported beside other errors", () =>
    expect(faultsOf(`${design({ network: "model = 3" })}}`)).toEqual(["SPEC_SYNTAX 2:20", "SPEC_SYNTAX 7:1"]));

  test("a fault shows its line with a caret, tabs and hostile characters as one column each", () => {
    const [fault] = diagnosticsOf(design({ network: "model\t\u202e = 3" }));
    expect(fault?.where).toMatchObject({ line: 2, column: 20, source: " network a { model \ufffd = 3 }" });
  });
});
