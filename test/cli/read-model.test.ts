import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { externalDataReader, readModel, readText } from "../../cli/read-model.ts";
import { scratchFolder } from "../support/command-line.ts";

const example = join(import.meta.dirname, "../../examples/lenet.onnx");

const fileOf = (content: string | Uint8Array, name = "model.onnx"): string => {
  const file = join(scratchFolder(), name);
  writeFileSync(file, content);
  return file;
};

describe("readModel", () => {
  test("gives the bytes of a model", () => {
    expect(readModel(example).bytes.length).toBe(readFileSync(example).length);
  });

  test("a missing file: names the nearest one beside it", () => {
    const file = fileOf("x", "resnet18.onnx");
    expect(() => readModel(file.replace("18", "81"))).toThrow(/no such file[^]*did you mean .*resnet18\.onnx\?/);
    expect(() => readModel(join(file, "below"))).toThrow(/MODEL_UNREADABLE.*a part of the path is a file/);
    expect(() => readModel("/nonexistent/folder/model.onnx")).toThrow(/no such file/);
  });

  test("a link that leads nowhere is not its own neighbour", () => {
    const link = join(scratchFolder(), "model.onnx");
    symlinkSync("nowhere", link);
    expect(() => readModel(link)).toThrow(/no such file\n {2}help: check the path/);
  });

  test("a folder: names the models in it", () => {
    const folder = join(fileOf("x", "a.onnx"), "..");
    expect(() => readModel(folder)).toThrow(/this is a folder[^]*name a file in it: a\.onnx/);
  });

  test.runIf(process.platform === "linux")("a pipe or a device is not even opened", () => {
    const pipe = join(scratchFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(() => readModel(pipe)).toThrow(/MODEL_NO_FILE/);
    expect(() => readModel("/dev/zero")).toThrow(/MODEL_NO_FILE/);
  });

  test("an empty file, a text, a truncated model", () => {
    expect(() => readModel(fileOf(""))).toThrow(/the file is empty/);
    expect(() => readModel(fileOf("hello, this is a text\n"))).toThrow(/it is a text file/);
    expect(() => readModel(fileOf(readFileSync(example).subarray(0, 100_000)))).toThrow(/the file ends too early/);
  });

  test("links that go round in a circle", () => {
    const folder = scratchFolder();
    symlinkSync(join(folder, "b.onnx"), join(folder, "a.onnx"));
    symlinkSync(join(folder, "a.onnx"), join(folder, "b.onnx"));
    expect(() => readModel(join(folder, "a.onnx"))).toThrow(/go round in a circle/);
  });

  test.each([
    ["3 GiB", "", 3 * 2 ** 30, /the file has 3\.0 GiB; a model file ends below 2 GiB/],
    ["2 GiB of nothing", "", 2 ** 31 - 1, /ONNX_NOT_A_MODEL/],
    ["2 GiB that begin with a whole model", readFileSync(example), 2 ** 31 - 1, /ONNX_NOT_A_MODEL.*byte 248007/],
    ["half of 2 GB of one field", Uint8Array.of(0x3a, 0x80, 0xa8, 0xd6, 0xb9, 0x07), 1e9, /ONNX_TRUNCATED/],
  ])("%s: refused without reading it", (_, start, size, message) => {
    const file = fileOf(start);
    truncateSync(file, size);
    const before = process.memoryUsage().rss;
    expect(() => readModel(file)).toThrow(message);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });
});

describe("readText", () => {
  test("gives the text, refuses what is missing or huge", () => {
    expect(readText(fileOf("network", "a.nn"))).toBe("network");
    expect(() => readText("/nonexistent.nn")).toThrow(/no such file/);
    const file = fileOf("", "huge.nn");
    truncateSync(file, 2 ** 30);
    expect(() => readText(file)).toThrow(/IR text above 256 MiB/);
  });
});

describe("externalDataReader", () => {
  const folderWithData = (): { readonly folder: string; readonly model: string } => {
    const folder = join(scratchFolder(), "model");
    mkdirSync(join(folder, "weights"), { recursive: true });
    const model = join(folder, "model.onnx");
    writeFileSync(model, "");
    writeFileSync(
      join(folder, "weights/data.bin"),
      Uint8Array.from({ length: 100 }, (_, i) => i),
    );
    return { folder, model };
  };

  test("reads the part asked for", () => {
    const read = externalDataReader(folderWithData().model);
    const answer = read({ location: "weights/data.bin", offset: 3, length: 4 });
    expect(answer).toEqual({ kind: "data", bytes: Uint8Array.of(3, 4, 5, 6) });
  });

  test("says what is missing or too short, however much is asked for", () => {
    const read = externalDataReader(folderWithData().model);
    expect(read({ location: "nix.bin", offset: 0, length: 4 })).toEqual({ kind: "missing" });
    expect(read({ location: "weights", offset: 0, length: 4 })).toEqual({ kind: "missing" });
    expect(read({ location: "weights/data.bin/x", offset: 0, length: 4 })).toEqual({ kind: "missing" });
    const tooMuch = { location: "weights/data.bin", offset: 96, length: 2 ** 50 };
    expect(read(tooMuch)).toEqual({ kind: "too-short", size: 100 });
  });

  test("never leaves the model's folder, not through links either", () => {
    const { folder, model } = folderWithData();
    const secret = join(folder, "../secret.bin");
    writeFileSync(secret, "secret");
    symlinkSync(secret, join(folder, "link.bin"));
    symlinkSync(join(folder, ".."), join(folder, "up"));
    mkdirSync(`${folder}-twin`);
    writeFileSync(`${folder}-twin/data.bin`, "secret");
    symlinkSync(`${folder}-twin`, join(folder, "twin"));
    const read = externalDataReader(model);
    for (const location of ["../secret.bin", "link.bin", "up/secret.bin", "twin/data.bin"])
      expect(read({ location, offset: 0, length: 6 }), location).toEqual({ kind: "outside" });
  });

  test("follows links that stay inside", () => {
    const { folder, model } = folderWithData();
    symlinkSync("weights/data.bin", join(folder, "link.bin"));
    expect(externalDataReader(model)({ location: "link.bin", offset: 0, length: 1 })).toMatchObject({ kind: "data" });
  });
});
