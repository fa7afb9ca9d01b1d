/** What the printer writes and the parser reads, by example; random graphs are in random-graphs.test.ts. */
import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import type { DType } from "../../../ir/dtype.ts";
import { firstDifference } from "../../../ir/equal.ts";
import type { Graph } from "../../../ir/graph.ts";
import { parseGraph } from "../../../ir/parse/parse.ts";
import { printGraph } from "../../../ir/print.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";

const mnist = (): Graph => {
  const builder = graphBuilder("mnist");
  const image = builder.input("image", tensorType("f32", [1, 1, 28, 28]));
  const weight = builder.constant("conv1.weight", tensor("f32", [1, 1, 2, 2], [0.1, -0, 3e-9, NaN]));
  const bias = builder.unknownConstant("conv1.bias", tensorType("f32", [1]));
  const conv = builder.node(
    "conv2d",
    [image, weight, bias],
    { strides: [1, 1], pads: [0, 1, 0, 1], group: 1, epilogue: ["relu"] },
    ["Convolution28", "odd, name"],
  );
  builder.output("Plus214_Output_0", builder.node("relu", [conv], {}));
  return builder.build();
};

const mnistText = `network @mnist(%image: f32[1,1,28,28]) {
  @conv1.weight : f32[1,1,2,2] = [0.1, -0, 3e-9, NaN]
  @conv1.bias : f32[1] = unknown
  %0 = conv2d(%image, @conv1.weight, @conv1.bias) {strides=[1,1], pads=[0,1,0,1], group=1, epilogue=[relu]} : f32[1,1,27,29]   // Convolution28, "odd, name"
  %1 = relu(%0) : f32[1,1,27,29]
  return %1 as "Plus214_Output_0"
}
`;

/** A network that only hands a constant through. */
const holding = (dtype: DType, values: readonly number[], dims = [values.length]): Graph => {
  const builder = graphBuilder("holding");
  builder.output("constant", builder.constant("c", tensor(dtype, dims, values)));
  return builder.build();
};

const differenceAfterRoundTrip = (graph: Graph): string | undefined =>
  firstDifference(graph, parseGraph(printGraph(graph)));

test("prints as docs/ir.md says", () => {
  expect(printGraph(mnist())).toBe(mnistText);
});

test("reads what it prints", () => {
  expect(differenceAfterRoundTrip(mnist())).toBeUndefined();
});

describe("constants", () => {
  const edge = [0, -0, 1, -1, 0.1, 1 / 3, 1e-45, 3.4028234663852886e38, Infinity, -Infinity, NaN];
  test.each<DType>(["f64", "f32", "f16", "bf16"])("%s reads back equal, in a list and in base64", dtype => {
    expect(differenceAfterRoundTrip(holding(dtype, edge))).toBeUndefined();
    expect(differenceAfterRoundTrip(holding(dtype, [...edge, ...edge]))).toBeUndefined();
  });

  test.each<[DType, number[]]>([
    ["int64", [-(2 ** 63), 2 ** 53, 2 ** 63]],
    ["uint64", [0, 2 ** 64]],
    ["int32", [-(2 ** 31), 2 ** 31 - 1]],
    ["uint32", [0, 2 ** 32 - 1]],
    ["int4", [-8, 7]],
    ["uint1", [0, 1]],
    ["bool", [1, 0]],
  ])("%s reads back equal, in a list and in base64", (dtype, values) => {
    expect(differenceAfterRoundTrip(holding(dtype, values))).toBeUndefined();
    const many = Array.from({ length: 17 }, (_, i) => values[i % values.length]!);
    expect(differenceAfterRoundTrip(holding(dtype, many))).toBeUndefined();
  });

  test("print in the shortest form that reads back", () => {
    expect(printGraph(holding("f32", [0.1, 16777216, 1 / 3]))).toContain("= [0.1, 16777216, 0.33333334]");
    expect(printGraph(holding("f16", [1 / 3]))).toContain("= [0.3333]");
  });

  test("scalars and empty tensors", () => {
    expect(differenceAfterRoundTrip(holding("f32", [5], []))).toBeUndefined();
    expect(differenceAfterRoundTrip(holding("f32", [], [0, 3]))).toBeUndefined();
  });

  test("elided ones read back with unknown value", () => {
    const large = holding(
      "f32",
      Array.from({ length: 17 }, (_, i) => i),
    );
    const text = printGraph(large, { constants: "elided" });
    expect(text).toContain("@c : f32[17] = elided\n");
    expect(parseGraph(text).constants).toEqual([{ id: "c", type: tensorType("f32", [17]), data: undefined }]);
  });
});

test("hostile names are quoted, escaped and read back", () => {
  const names = [
    "",
    "a/b:0",
    'say "x"',
    "new\nline",
    "\u202eevil",
    "\ud800",
    "ends in \\",
    "\u2028",
    "名前",
    "a,b",
    "//",
    " x ",
  ];
  const builder = graphBuilder("net\u0007work");
  let value = builder.input("", tensorType("f32", []));
  for (const [i, name] of names.entries()) {
    value = builder.node("add", [value, builder.constant(`${i}${name}`, tensor("f32", [], [i]))], {}, [name, ...names]);
    builder.output(name, value);
  }
  const graph = builder.build();
  expect(differenceAfterRoundTrip(graph)).toBeUndefined();
  expect(printGraph(graph)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}]|new\n/u);
});

test("a node that could not be mapped reads back, with its source and reason", () => {
  const builder = graphBuilder("opaque");
  const x = builder.input("x", tensorType("f32", [2]));
  const [first, second] = builder.nodeOf(
    "opaque",
    [x, builder.unknownConstant("w", tensorType("f32", [2]))],
    { source: "LSTM", reason: 'no "state"', types: ["f32[1,2]", "int64[]"] },
    ["lstm/1"],
  );
  builder.output("y", first!);
  builder.output("z", second!);
  const text = printGraph(builder.build());
  expect(text).toContain(
    'opaque(%x, @w) {source=LSTM, reason="no \\"state\\"", types=["f32[1,2]","int64[]"]} : f32[1,2], int64[]   // lstm/1',
  );
  expect(differenceAfterRoundTrip(builder.build())).toBeUndefined();
});

describe("the parser also takes", () => {
  const expected = parseGraph(
    'network @n(%x: f32[2]) {\n  %0 = relu(%x) : f32[2]   // a, "b c"\n  return %0 as "y"\n}',
  );

  test.each([
    ["types left to inference", 'network @n(%x: f32[2]) {\n%0 = relu(%x) // a, b c\nreturn %0 as "y"\n}'],
    [
      "comments",
      '// one\nnetwork @n(%x: f32[2]) { // "two\n // three\n%0 = relu(%x) // a,b c\nreturn %0 as "y" // }\n} // 4',
    ],
    ["other line ends", 'network @n(%x: f32[2]) {\r\n%0 = relu(%x) // a,b c\r\nreturn %0 as "y"\r\n}\r\n'],
    [
      "names quoted without need",
      'network @"n"(%"x": f32[2]) {\n%"0" = relu(%x) {} // "a", "b c"\nreturn %0 as "\\u0079" }',
    ],
  ])("%s", (_, text) => {
    expect(firstDifference(expected, parseGraph(text))).toBeUndefined();
  });
});
