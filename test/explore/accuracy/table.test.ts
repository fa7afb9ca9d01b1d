import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { readCsv } from "../../../explore/accuracy/csv.ts";
import { tableMeter, type TableRequest } from "../../../explore/accuracy/table.ts";
import { graphBuilder } from "../../../ir/builder.ts";
import { tensorType } from "../../../ir/tensor.ts";
import { diagnosticsOf } from "../../support/diagnostics-of.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const place = { file: "d.mortise", line: 3, column: 5 };
const request = (more: Partial<TableRequest>): TableRequest => ({
  file: "nas.csv",
  bytes: bytesOf("idx,arch,acc\n0,a,91.5\n1,b,10\n"),
  column: "acc",
  place,
  names: ["a"],
  ...more,
});

const build = graphBuilder("any");
build.output("x", build.input("x", tensorType("f32", [1])));
const graph = build.build();
const precision = { weightBits: 8, activationBits: 8, accumulatorBits: 32 };

test("percent become shares, and the source says file and column", () => {
  const meter = tableMeter(request({}));
  expect(meter.accuracyOf({ name: "a", graph, precision })).toBe(0.915);
  expect(meter.source).toBe("table nas.csv, column acc");
});

test("shares stay shares, packed or not", () => {
  const meter = tableMeter(request({ bytes: gzipSync(bytesOf("arch,acc\r\na,0.5\r\n")) }));
  expect(meter.accuracyOf({ name: "a", graph, precision })).toBe(0.5);
});

test("reads quoted fields", () =>
  expect(readCsv('a,"b, ""c""",\n"",d,e')).toEqual([
    ["a", 'b, "c"', ""],
    ["", "d", "e"],
  ]));

test.each([
  [
    "a column that is not there",
    { column: "ac" },
    "SPEC_UNKNOWN_NAME: there is no column of nas.csv named ac; did you mean acc? known are idx, arch, acc",
  ],
  [
    "no column of names",
    { bytes: bytesOf("network,acc\na,1\n") },
    "SPEC_UNKNOWN_NAME: there is no column of nas.csv named arch; known are network, acc",
  ],
  [
    "rows that are not there",
    { names: ["a", "c", "d"] },
    'TABLE_ROW: table nas.csv has no row for "c" and 1 more networks of the space; its column arch must have every network of the space',
  ],
  [
    "no number",
    { bytes: bytesOf("arch,acc\na,1\nb,n/a\n") },
    'TABLE_NUMBER: table nas.csv has no number in line 3, column acc, but "n/a"; name a column of accuracies',
  ],
  [
    "a damaged file",
    { bytes: Uint8Array.of(0x1f, 0x8b, 1, 2, 3) },
    "TABLE_DAMAGED: table nas.csv can't be read: invalid gzip data; it must be CSV, or CSV packed by gzip",
  ],
])("%s is named at its place", (_, more: Partial<TableRequest>, expected) => {
  const [fault, ...others] = diagnosticsOf(() => tableMeter(request(more)));
  expect(others).toEqual([]);
  expect(`${fault?.code}: ${fault?.message}; ${fault?.help}`).toBe(expected);
  expect(fault?.where).toEqual(place);
});
