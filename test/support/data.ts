/** Where the model files and data sets of the larger tests lie, and how a test that needs them steps aside. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "vitest";

const checkoutRoot = join(import.meta.dirname, "../..");

/** The folder named by `MORTISE_DATA`, else `../shared/data` beside the checkout. It may be absent. */
export const dataFolder = process.env["MORTISE_DATA"] ?? resolve(checkoutRoot, "../shared/data");

/** The path of a file in the data folder, e.g. `dataPath("models", "onnx", "mnist_cntk.onnx")`. */
export const dataPath = (...parts: readonly string[]): string => join(dataFolder, ...parts);

/** Is the data folder, or the file in it, there? */
export const hasData = (...parts: readonly string[]): boolean => existsSync(dataPath(...parts));

/** `describe` for tests that need the data folder: where it is missing, one skipped test says so and why. */
export const describeWithData = (name: string, body: () => void): void => {
  describeWithPath(name, dataFolder, body);
};

/** The same for tests that need a file or folder beside the data. */
export const describeWithPath = (name: string, path: string, body: () => void): void => {
  if (existsSync(path)) describe(name, body);
  else
    describe(name, () => {
      test.skip(`skipped: needs files of the data folder; ${path} is missing (set MORTISE_DATA to the data folder)`, () => {
        // Nothing to do: its name is the message.
      });
    });
};
