/** What the parser says of wrong texts: codes, places and mends; several faults at once. */
import { describe, expect, test } from "vitest";
import { parseGraph } from "../../../ir/parse/parse.ts";
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";

const right = `network @n(%x: f32[1,1,4,4]) {
  @w : f32[1,1,3,3] = unknown
  @b : f32[1] = [0.5]
  %0 = conv2d(%x, @w, @b) {strides=[1,1], pads=[1,1,1,1], group=1} : f32[1,1,4,4]   // conv
  %1 = relu(%0) : f32[1,1,4,4]
  return %1 as "y"
}
`;

const diagnosticsOf = (text: string): readonly Diagnostic[] => {
  try {
    parseGraph(text, "net.ir");
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics;
    throw error;
  }
  return [];
};

const change = (...changes: readonly [string, string][]): string => {
  let text = right;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  return text;
};

test("the unchanged text is right", () => {
  expect(diagnosticsOf(right)).toEqual([]);
});

describe("one fault", () => {
  test.each<[string, string, string, number, number, string | undefined]>([
    ["relu(", "rellu(", "IR_UNKNOWN_OPERATOR", 5, 8, "did you mean relu?"],
    ["relu(%0)", "relu(%2)", "IR_UNDEFINED_VALUE", 5, 13, "did you mean %x?"],
    ["(%x, @w", "(%x, %w", "IR_UNDEFINED_VALUE", 4, 19, "did you mean @w?"],
    ["group=1", "grop=1", "IR_UNKNOWN_ATTRIBUTE", 4, 59, "did you mean group?"],
    ["group=1", "group=1.5", "IR_ILLEGAL_ATTRIBUTE", 4, 65, undefined],
    ["group=1", "group=1, group=1", "IR_DUPLICATE_ATTRIBUTE", 4, 68, undefined],
    [", group=1", "", "IR_ILLEGAL_NODE", 4, 8, undefined],
    ["group=1", "group=2", "IR_ILLEGAL_NODE", 4, 8, undefined],
    ["(%x, @w, @b)", "(%x)", "IR_ILLEGAL_NODE", 4, 8, undefined],
    [
      "%1 = relu(%0) : f32[1,1,4,4]",
      "%1 = relu(%0) : f32[1,1,4,5]",
      "IR_RESULT_TYPE",
      5,
      19,
      "write f32[1,1,4,4], or leave the types out to have them inferred",
    ],
    ["%1 = relu", "%1, %2 = relu", "IR_RESULT_COUNT", 5, 12, undefined],
    [
      "%1 = relu",
      "%0 = relu",
      "IR_DUPLICATE_ID",
      5,
      3,
      "inputs, constants and results share one set of names; rename one of them",
    ],
    ["@b : f32[1]", "@b : float[1]", "IR_ILLEGAL_TYPE", 3, 8, undefined],
    ["@b : f32[1]", "@b : f33[1]", "IR_ILLEGAL_TYPE", 3, 8, "did you mean f32?"],
    ["@b : f32[1]", "@b : f32[-1]", "IR_ILLEGAL_TYPE", 3, 12, undefined],
    ["@b : f32[1]", "@b : f32[2]", "IR_ILLEGAL_CONSTANT", 3, 17, undefined],
    ["f32[1] = [0.5]", "int8[1] = [128]", "IR_ILLEGAL_CONSTANT", 3, 19, undefined],
    ["[0.5]", 'base64 "AAAA"', "IR_ILLEGAL_CONSTANT", 3, 24, undefined],
    ['%1 as "y"', '%1 as "y", %0 as "y"', "IR_DUPLICATE_OUTPUT", 6, 27, undefined],
    ['"y"', '"\\y"', "IR_SYNTAX", 6, 16, undefined],
    ['"y"', '"y', "IR_SYNTAX", 6, 16, undefined],
    ["return", "#return", "IR_SYNTAX", 6, 3, undefined],
  ])("%s → %s is %s at %i:%i", (from, to, code, line, column, help) => {
    const found = diagnosticsOf(change([from, to])).find(({ where }) => where?.line === line)!;
    expect(found).toMatchObject({ code, where: { file: "net.ir", line, column } });
    expect(found.where!.source).toBe(change([from, to]).split("\n")[line - 1]);
    expect(found.help).toBe(help);
  });
});

test("several syntax errors are reported at once, one per line", () => {
  const text = change(["= unknown", "unknown"], ["(%0)", "(%0 %1 %2)"], ['as "y"', "as"]);
  expect(diagnosticsOf(text).map(({ code, where }) => [code, where?.line, where?.column])).toEqual([
    ["IR_SYNTAX", 2, 21],
    ["IR_SYNTAX", 5, 16],
    ["IR_SYNTAX", 6, 15],
  ]);
});

test("several faults of meaning are reported at once, in the order of the text", () => {
  const text = change(["[0.5]", "[1, 2]"], ["group=1", "grup=1"], ["relu(%0)", "rellu(%0)"]);
  expect(diagnosticsOf(text).map(({ code }) => code)).toEqual([
    "IR_ILLEGAL_CONSTANT",
    "IR_UNKNOWN_ATTRIBUTE",
    "IR_UNKNOWN_OPERATOR",
  ]);
});

test("a fault is not repeated by what depends on it", () => {
  expect(diagnosticsOf(change(["conv2d(", "conv2e("])).map(({ code }) => code)).toEqual(["IR_UNKNOWN_OPERATOR"]);
});

test("the whole message shows the line, a caret and a mend", () => {
  expect(() => parseGraph(change(["(%0)", "(%0"]), "net.ir")).toThrow(
    [
      'net.ir:5:16: error[IR_SYNTAX]: expected ")", found :',
      "5 |   %1 = relu(%0 : f32[1,1,4,4]",
      "                   ^",
      "  help: a node reads `%result = operator(%operand, @constant) {attribute=value} : f32[1,3]`",
    ].join("\n"),
  );
});

test.each(["", "network", "{", "\u0000", '"', "//", "network @n() { return }x"])("%j is no network", text => {
  expect(diagnosticsOf(text)[0]).toMatchObject({ code: "IR_SYNTAX", severity: "error" });
});

test("of many errors the first twenty are shown", () => {
  const nodes = Array.from({ length: 50 }, (_, i) => `%${i} = wrong(%x)`).join("\n");
  const found = diagnosticsOf(`network @n(%x: f32[1]) {\n${nodes}\nreturn\n}`);
  expect(found).toHaveLength(21);
  expect(found.at(-1)).toMatchObject({ severity: "note", message: "30 more errors are not shown" });
});

test("characters that act on a terminal are not shown", () => {
  const [first] = diagnosticsOf(change(["relu(%0)", "\u001b[2J\u202e(%0)"]));
  expect(`${first!.where!.source} ${first!.message}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
