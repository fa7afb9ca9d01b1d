import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../support/diagnostic.ts";
import { escapeHostile, quote, unquote } from "../../support/quote.ts";

describe("quote", () => {
  test.each([
    ["plain", '"plain"'],
    ['say "x" \\', String.raw`"say \"x\" \\"`],
    ["a\nb\u0000", String.raw`"a\nb\u0000"`],
    ["\u202eevil\u2066", String.raw`"\u202eevil\u2066"`],
    ["zero\u200bwidth\ufeff", String.raw`"zero\u200bwidth\ufeff"`],
    ["\ud800", String.raw`"\ud800"`],
    ["tag \u{e0041}", String.raw`"tag \udb40\udc41"`],
    ["naïve 名前 🙂", '"naïve 名前 🙂"'],
  ])("%j", (text, quoted) => {
    expect(quote(text)).toBe(quoted);
    expect(unquote(quoted)).toBe(text);
  });

  test.each(["", "plain", '"open', '"bad \\q"', "7", "null"])("%j is no quoted string", text => {
    expect(unquote(text)).toBeUndefined();
  });
});

test("escapeHostile leaves quotes and spaces alone", () => {
  expect(escapeHostile('a "b"\tc\u001b[2J')).toBe(String.raw`a "b"\u0009c\u001b[2J`);
});

test("a diagnostic is as many lines as it says, whatever the names in it", () => {
  const text = formatDiagnostic({
    code: "X",
    severity: "error",
    message: "bad \u001b[2J name",
    where: { file: "a\nb.onnx", layers: ["conv\u202e", "relu\r\n"] },
    help: "none\u0007",
  });
  expect(text).toBe(
    String.raw`a\u000ab.onnx (conv\u202e + relu\u000d\u000a): error[X]: bad \u001b[2J name` +
      "\n" +
      String.raw`  help: none\u0007`,
  );
});
