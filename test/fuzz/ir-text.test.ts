/** Broken texts: whatever is done to a printed graph, the parser gives a valid graph or says what is wrong. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseGraph } from "../../ir/parse/parse.ts";
import { printGraph } from "../../ir/print.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { randomStream } from "../../support/random.ts";
import { arbitraryGraph } from "../support/arbitrary-graph.ts";
import { textMutations } from "../support/mutate-text.ts";

const seed = 7;
const texts = fc
  .sample(arbitraryGraph({ mostNodes: 8, hostileData: true }), { seed, numRuns: 60 })
  .map(graph => printGraph(graph));

/** The parts that the text consists of, so that most mutants are nearly right. */
const tokensOf = (text: string): string[] => text.match(/\s+|"(?:[^"\\]|\\.)*"|[\w.$-]+|./gsu) ?? [];

const strange = [
  "%",
  "@",
  '"',
  "\\",
  "//",
  "\n",
  "\r",
  "\0",
  "\u202e",
  "\ud800",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  ",",
  "=",
  ":",
];
const words = ["network", "return", "as", "base64", "-0", "1e999", "NaN", "-Infinity", "9007199254740993", "__proto__"];

const mutations = textMutations({ texts, tokensOf, strange, words });

/** The diagnostics of a text, or undefined for a valid one; anything else that is thrown fails the test. */
const faultsOf = (text: string): string | undefined => {
  try {
    expect(verifyGraph(parseGraph(text))).toEqual([]);
    return undefined;
  } catch (error) {
    if (!(error instanceof CompileError)) throw new Error(`not a diagnostic, for\n${text}`, { cause: error });
    expect(error.diagnostics.length).toBeGreaterThan(0);
    return error.message;
  }
};

describe.each(Object.entries(mutations))("%s", (_, mutate) => {
  test.each([1, 2, 5])("%i times over", times => {
    const stream = randomStream(seed + times);
    let faulty = 0;
    for (let i = 0; i < 100; i++) {
      let parts: readonly string[] = tokensOf(texts[i % texts.length]!);
      for (let k = 0; k < times; k++) parts = parts.length === 0 ? parts : mutate([...parts], stream);
      if (faultsOf(parts.join("")) !== undefined) faulty++;
    }
    // Mutants that nobody could call wrong (a space more) would test nothing.
    expect(faulty).toBeGreaterThan(20);
  });
});

describe("texts that could take long", () => {
  const repeat = (count: number, line: (i: number) => string): string =>
    `network @n(%x: f32[1]) {\n${Array.from({ length: count }, (_, i) => line(i)).join("\n")}\nreturn\n}`;

  test.each([
    ["open brackets", "(".repeat(100_000)],
    ["quotes", '"'.repeat(100_001)],
    ["backslashes", `network @"${"\\".repeat(100_001)}`],
    ["one long name", `network @${"n".repeat(1_000_000)}(`],
    ["comments", "//\n".repeat(100_000)],
    ["comments in a line", `network ${"// ".repeat(100_000)}`],
    ["commas behind a node", repeat(1, () => `%0 = relu(%x) // ${",".repeat(100_000)}" \\`)],
    ["operators that do not exist", repeat(10_000, i => `%${i} = wrong${i}(%x)`)],
    ["values that do not exist", repeat(10_000, i => `%${i} = relu(%missing${i})`)],
    ["syntax errors", repeat(10_000, i => `%${i} = relu(%x %x`)],
    ["a huge dimension", 'network @n() {\n@c : f32[9007199254740991] = base64 "AAAA"\nreturn\n}'],
    ["huge dimensions", "network @n() {\n@c : f32[99999999,99999999,99999999] = [1]\nreturn\n}"],
  ])("%s", (_, text) => {
    expect(faultsOf(text)).toBeDefined();
  });

  test("a long network is read", () => {
    expect(faultsOf(repeat(20_000, i => `%${i} = relu(%${i === 0 ? "x" : i - 1})`))).toBeUndefined();
  });

  test("a weight of many megabytes is read", () => {
    const data = "A".repeat((4 * 4 * 3_000_000) / 3);
    expect(faultsOf(`network @n() {\n@c : f32[3000000] = base64 "${data}"\nreturn\n}`)).toBeUndefined();
  });
});
