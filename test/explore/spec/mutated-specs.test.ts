/** Specifications damaged at random: each is read, or refused with a diagnostic; what can be formatted stays as formatted. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSpec } from "../../../explore/spec/read-spec.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { describeWithPath } from "../../support/data.ts";
import { sharedSpecs, specsIn } from "../../support/specs.ts";
import { diagnosticsOf } from "./faults.ts";

const own = specsIn("examples");
const tokens = /\s+|[A-Za-z_]\w*|"[^"\n]*"|[\d.]+|./g;
/** What stands nowhere, stands somewhere else, or is at the edge of what numbers hold. */
const strange = [
  "{",
  "}",
  "=",
  ",",
  "<",
  ">",
  '"',
  "\\",
  "#",
  "\0",
  "\r",
  "\n",
  "\t",
  "\u2028",
  "\ud800",
  "..",
  "<=",
  "≥",
  "in",
  "of",
  "drop",
  "step",
  "bind",
  "total",
  "design",
  "__proto__",
  "constructor",
  "drop of of",
  "0",
  "-1",
  "1e400",
  "1e-400",
  "5e-324",
  "9007199254740993",
  "1..1e9 step 1",
  "3x32x32",
  "60/20/20",
  "KiB",
  "B/cycle",
];

/** Tokens left out, doubled, swapped with others or replaced by strange ones. */
const mutated = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      text: fc.constantFrom(...texts),
      edits: fc.array(
        fc.record({
          at: fc.nat(),
          other: fc.nat(),
          how: fc.constantFrom("drop", "double", "swap", "replace"),
          by: fc.constantFrom(...strange),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    })
    .map(({ text, edits }) =>
      edits
        .reduce<readonly string[]>(
          (parts, { at, other, how, by }) => {
            if (parts.length === 0) return [by];
            const [i, j] = [at % parts.length, other % parts.length];
            const [mine = "", theirs = ""] = [parts[i], parts[j]];
            const instead = { drop: "", double: `${mine} ${mine}`, swap: theirs, replace: by }[how];
            return parts.with(i, instead).with(j, how === "swap" ? mine : j === i ? instead : theirs);
          },
          text.match(tokens) ?? [],
        )
        .join(""),
    );

const holds = (text: string): void => {
  for (const { code, message } of diagnosticsOf(text)) expect(`${code} ${message}`).toMatch(/^[A-Z_]+ \S/);
  const formatted = orRefused(() => formatSpec("test.mortise", text));
  if (formatted !== undefined) expect(formatSpec("test.mortise", formatted)).toBe(formatted);
};

const orRefused = (work: () => string): string | undefined => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return undefined;
  }
};

const tryAll = (texts: readonly string[]): void => {
  fc.assert(fc.property(mutated(texts), holds), { numRuns: 1000, seed: 1 });
};

describe("mutated specifications", () => {
  test("of the examples", () => {
    expect(() => tryAll(own.map(([, { text }]) => text))).not.toThrow();
  }, 30_000);
});

describeWithPath("mutated shared specifications", sharedSpecs, () => {
  const shared = [...specsIn(sharedSpecs), ...specsIn(`${sharedSpecs}/errors`)];
  test("all of them", () => {
    expect(() => tryAll(shared.map(([, { text }]) => text))).not.toThrow();
  }, 30_000);
});
