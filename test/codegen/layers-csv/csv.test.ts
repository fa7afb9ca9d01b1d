import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCsv } from "../../../codegen/layers-csv/csv.ts";

/** A small reader of RFC 4180, to read back what was written. */
const parseCsv = (text: string): string[][] => {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ",") {
      record.push(cell);
      cell = "";
    } else if (!quoted && character === "\r" && text[i + 1] === "\n") {
      records.push([...record, cell]);
      record = [];
      cell = "";
      i++;
    } else cell += character;
  }
  return records;
};

describe("formatCsv", () => {
  test("plain cells stand bare, records end in CRLF, null is empty", () =>
    expect(
      formatCsv([
        ["a", 1.5, null],
        ["b", 0, "c d"],
      ]),
    ).toBe("a,1.5,\r\nb,0,c d\r\n"));

  test("commas, quotes and line breaks are quoted", () =>
    expect(formatCsv([['say "hi"', "a,b", "x\ny"]])).toBe('"say ""hi""","a,b","x\ny"\r\n'));

  test.each(["=1+1", "+x", "-x", "@cmd", "\tx", "\rx"])("%j cannot become a formula", text =>
    expect(parseCsv(formatCsv([[text]]))).toEqual([[`'${text}`]]),
  );

  test("what is written reads back", () => {
    const text = fc
      .string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", " ", "é", "=") })
      .filter(s => !/^[=\r]/.test(s));
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), records => {
        expect(parseCsv(formatCsv(records))).toEqual(records);
      }),
    );
  });
});
