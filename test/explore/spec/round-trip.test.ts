/** Text, JSON and TypeScript say the same: what is printed reads back equal. */
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { specDocument } from "../../../explore/spec/document.ts";
import { formatSpec, printSpec, readSpec } from "../../../explore/spec/read-spec.ts";
import { documentOf } from "../../../explore/spec/to-document.ts";
import { describeWithPath } from "../../support/data.ts";
import { anyFile, ownSpecs, sharedSpecs, type SpecFileText, specsIn } from "../../support/specs.ts";

const checkAll = (files: readonly (readonly [string, SpecFileText])[]): void => {
  test("there are such", () => expect(files.length).toBeGreaterThan(0));

  test.each(files)("%s: printed and read again, it is the same", (_, { path, text }) => {
    const { spec } = readSpec(path, text, anyFile);
    expect(readSpec(path, printSpec(spec), anyFile).spec).toEqual(spec);
  });

  test.each(files)("%s: as JSON, it is the same", (_, { path, text }) => {
    const { spec } = readSpec(path, text, anyFile);
    const document = documentOf(spec);
    expect(specDocument.parse(document)).toEqual(document);
    const json = readSpec(join(dirname(path), "same.json"), JSON.stringify(document), anyFile);
    expect(json.spec).toEqual(spec);
    expect(documentOf(json.spec)).toEqual(document);
  });

  test.each(files)("%s: formatted, it is the same, and stays as it is", (_, { path, text }) => {
    const formatted = formatSpec(path, text);
    expect(readSpec(path, formatted, anyFile).spec).toEqual(readSpec(path, text, anyFile).spec);
    expect(formatSpec(path, formatted)).toBe(formatted);
    const comments = (of: string): readonly string[] => of.match(/#.*/g) ?? [];
    expect(comments(formatted)).toEqual(comments(text));
  });

  test.each(files)("%s: the printed form is canonical", (_, { path, text }) => {
    const printed = printSpec(readSpec(path, text, anyFile).spec);
    expect(formatSpec(path, printed)).toBe(printed);
  });
};

describe("the project's examples", () => {
  checkAll(specsIn(ownSpecs));
});

describeWithPath("shared specifications", sharedSpecs, () => {
  checkAll(specsIn(sharedSpecs));
});
