/** Broken specifications: whatever is done to a text, the reader gives a specification or says what is wrong with it. */
import { describe, expect, test } from "vitest";
import { formatSpec, printSpec, readSpec } from "../../explore/spec/read-spec.ts";
import type { Spec } from "../../explore/spec/spec.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { randomStream } from "../../support/random.ts";
import { textMutations } from "../support/mutate-text.ts";
import { anyFile, ownSpecs, sharedSpecs, specsIn } from "../support/specs.ts";

const seed = 11;
/** One text that has every production, beside the examples. */
const everything = `# everything
design "all" { # opening
  network a { space lpgnas { graph "g.npz"  blocks 2 }  accuracy from training { split random 60/20/20  epochs 3 } }
  network b { model "b.onnx"  bind "n.1" = 1  rate 3 /s  weight 0.5  accuracy from data "d" metric psnr }
  network c { space nas_bench_201 { input 3x32x32  classes 10 }  accuracy from table "t.csv" column acc }
  asic {
    technology "28nm"
    clock 500 MHz
    dram { kind lpddr5  bandwidth 3.2 GB/s  energy 20 pJ/bit }
    accelerator left { template in { nvdla, eyeriss }  pes in 64..256 step 64  buffer in { 64, 128 } KiB }
    accelerator right { template systolic  bandwidth in 8..64 step 8 B/cycle }
    total pes <= 512 # inner
  }
  quantize { method mixed  weights in { 4, 8 } bits  activations 8 bits }
  search { strategy nsga2  budget 50 evaluations  seed 3 }
  require latency of a <= 8e5 cycles
  require accuracy drop >= 0.3 dB
  minimize energy, edp of b
  maximize accuracy
} # end
`;
const texts = [everything, ...[...specsIn(ownSpecs), ...specsIn(sharedSpecs)].map(([, { text }]) => text)];

/** The parts that a text consists of, so that most mutants are nearly right. */
const tokensOf = (text: string): string[] => text.match(/\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|\w+|<=|>=|\.\.|./gsu) ?? [];

const strange = [
  "{",
  "}",
  "{ {",
  "}}",
  ",",
  "=",
  "..",
  "<=",
  "#",
  '"',
  "\\",
  "\n",
  "\r",
  "\0",
  "\u202e",
  "\ud800",
  "/",
  "%",
  "-",
  "\ufeff",
];
const words = [
  "design",
  "network",
  "in",
  "step",
  "of",
  "drop",
  "from",
  "require",
  "total",
  "bind",
  "1e999",
  "-3",
  "1e9",
  "0",
  "3x3",
  "1/2",
  "ms",
  "bits",
  "KiB",
  "__proto__",
  "constructor",
  "toString",
  '"\\u0000"',
];

const mutations = textMutations({ texts, tokensOf, strange, words });

/** What a reader gives, or undefined for diagnostics; anything else that is thrown fails the test. */
const triedOn = <T>(text: string, read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CompileError)) throw new Error(`not a diagnostic, for\n${text}`, { cause: error });
    expect(error.diagnostics.length).toBeGreaterThan(0);
    return undefined;
  }
};

const specIn = (text: string): Spec | undefined => triedOn(text, () => readSpec("x.mortise", text, anyFile).spec);

const check = (text: string): boolean => {
  const formatted = triedOn(text, () => formatSpec("x.mortise", text));
  const spec = specIn(text);
  if (formatted !== undefined) {
    expect(formatSpec("x.mortise", formatted)).toBe(formatted);
    expect(specIn(formatted)).toEqual(spec);
    expect(commentsIn(formatted)).toEqual(commentsIn(text));
  }
  if (spec !== undefined) expect(specIn(printSpec(spec))).toEqual(spec);
  return spec === undefined;
};

/** In the order of the text, without the strings, which may hold the sign. */
const commentsIn = (text: string): readonly string[] =>
  [...text.matchAll(/"(?:[^"\\\n\r]|\\.)*"|(#[^\n\r]*)/g)].flatMap(([, comment]) =>
    comment === undefined ? [] : [comment.trimEnd()],
  );

test("the texts are right before anything is done to them", () => {
  expect(texts.filter(text => specIn(text) === undefined)).toEqual([]);
});

describe.each(Object.entries(mutations))("%s", (_, mutate) => {
  test.each([1, 2, 5])("%i times over", times => {
    const stream = randomStream(seed + times);
    let faulty = 0;
    for (let i = 0; i < 80; i++) {
      let parts: readonly string[] = tokensOf(texts[i % texts.length]!);
      for (let k = 0; k < times; k++) parts = parts.length === 0 ? parts : mutate([...parts], stream);
      if (check(parts.join(""))) faulty++;
    }
    // Mutants that nobody could call wrong (a space more) would test nothing.
    expect(faulty).toBeGreaterThan(20);
  });
});

test("comments, line breaks and spaces between any two tokens survive as what they are", () => {
  const stream = randomStream(seed);
  const gaps = ["# c\n", "\n# d\n", " \n", "\n\n\n", "\t", "  # e \r\n", "\r"];
  let right = 0;
  for (let i = 0; i < 400; i++) {
    let parts = tokensOf(texts[i % texts.length]!);
    for (let k = stream.integer(1, 6); k > 0; k--)
      parts = parts.toSpliced(stream.integer(0, parts.length), 0, gaps[stream.integer(0, gaps.length - 1)]!);
    if (!check(parts.join(""))) right++;
  }
  // Most gaps change nothing; a few part a number from its unit, or a name from its value.
  expect(right).toBeGreaterThan(200);
});

test("random bytes", () => {
  const stream = randomStream(seed);
  for (let i = 0; i < 300; i++) {
    const bytes = Uint8Array.from({ length: stream.integer(0, 200) }, () => stream.integer(0, 255));
    expect(check(new TextDecoder().decode(bytes))).toBe(true);
  }
});

describe("JSON", () => {
  const strangers: readonly unknown[] = [
    null,
    true,
    -1,
    0,
    1e300,
    "",
    "x",
    "3 ms",
    [],
    {},
    [[]],
    { from: 1 },
    { __proto__: null },
  ];

  /** Every value in a document replaced in turn. */
  const variants = (value: unknown): readonly unknown[] => {
    if (typeof value !== "object" || value === null) return strangers;
    const inner = Object.keys(value).flatMap(key => {
      const child = (value as Record<string, unknown>)[key];
      return variants(child).map(other =>
        Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other },
      );
    });
    return [...strangers, ...inner];
  };

  test("any value in the place of another", () => {
    const document = {
      design: "x",
      networks: {
        a: { model: "a.onnx", bind: { n: 1 }, rate: "3 /s", accuracy: { from: "training", split: [60, 20, 20] } },
        b: { space: { name: "unet", input: [3, 32, 32], classes: 10 } },
      },
      asic: {
        technology: "28nm",
        dram: { bandwidth: "3 GB/s" },
        accelerators: { npu: { template: ["nvdla"], pes: { from: 64, to: 128, step: 64 }, buffer: ["64 KiB"] } },
        totals: { pes: 512 },
      },
      quantize: { weights: ["4 bits", "8 bits"] },
      search: { budget: "5 evaluations", seed: 3 },
      require: [{ metric: "latency", of: "a", atMost: "3 ms" }],
      objectives: [{ minimize: "energy" }],
    };
    const all = variants(document);
    expect(all.length).toBeGreaterThan(400);
    for (const variant of all) {
      const text = JSON.stringify(variant);
      triedOn(text, () => readSpec("x.json", text, anyFile));
    }
  });
});

describe("texts that could take long", () => {
  const inDesign = (body: string): string => `design "x" {\n${body}\n}`;

  test.each([
    ["open braces", "{".repeat(100_000)],
    ["blocks in blocks", inDesign("a {".repeat(100_000))],
    ["blocks in blocks, closed", inDesign("a {".repeat(50_000) + "}".repeat(50_000))],
    ["quotes", '"'.repeat(100_001)],
    ["backslashes", `design "${"\\".repeat(100_001)}`],
    ["one long name", inDesign(`${"n".repeat(1_000_000)} { }`)],
    ["one long number", inDesign(`search { seed ${"9".repeat(100_000)} }`)],
    ["one long shape", inDesign(`network a { space unet { input 3${"x3".repeat(50_000)} classes 2 } }`)],
    ["comments", "#\n".repeat(100_000)],
    ["commas", inDesign(`minimize ${"energy,".repeat(50_000)}`)],
    ["the same objective", inDesign(`minimize ${"energy, ".repeat(20_000)} energy`)],
    ["names that do not exist", inDesign(Array.from({ length: 10_000 }, (_, i) => `network${i} { }`).join("\n"))],
    [
      "metrics that do not exist",
      inDesign(Array.from({ length: 10_000 }, (_, i) => `require x${i} <= 3 ms`).join("\n")),
    ],
    ["syntax errors", inDesign("clock = 3\n".repeat(20_000))],
    ["numbers on one line", inDesign(`pes ${"64 ".repeat(50_000)}`)],
    ["units that do not exist", inDesign("clock 3 furlong\n".repeat(10_000))],
    ["a range without end", inDesign("quantize { weights in 1..1e300 bits }")],
    ["a step of next to nothing", inDesign("quantize { weights in 1..32 step 1e-300 bits }")],
  ])("%s", (_, text) => {
    expect(specIn(text)).toBeUndefined();
    triedOn(text, () => formatSpec("x.mortise", text));
  });

  test("a long list is read", () => {
    const values = Array.from({ length: 5000 }, (_, i) => 64 + i).join(", ");
    const text = everything.replace("pes in 64..256 step 64", `pes in { ${values} }`);
    expect(specIn(text)).toBeDefined();
  });
});
