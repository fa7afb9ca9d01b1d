/** Every diagnostic about data sets: each names the file, what was found and what was expected. */
import type { Diagnostic } from "../../support/diagnostic.ts";

const error = (code: string, file: string, message: string, help: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  where: { file },
  help,
});

export const missingData = (file: string): Diagnostic =>
  error("DATA_MISSING", file, "there is no such file or folder", "check the path");

export const unreadableData = (file: string, reason: string): Diagnostic =>
  error(
    "DATA_UNREADABLE",
    file,
    `the file can't be read: ${reason}`,
    "check that it is whole and that you may read it",
  );

export const hugeData = (file: string, gibibytes: number): Diagnostic =>
  error("DATA_TOO_LARGE", file, `files above ${gibibytes} GiB are not read`, "split it, or take fewer samples");

export const noDataThere = (folder: string): Diagnostic =>
  error(
    "DATA_NONE",
    folder,
    "no data set of a known kind is here",
    "expected PNG or JPEG images, .npy or .npz files, CIFAR-10's .bin files or MNIST's IDX files",
  );

export const unknownKind = (file: string): Diagnostic =>
  error("DATA_KIND", file, "this is no kind of data that is read", "expected .png, .jpg, .npy, .npz, .bin or IDX");

export const unreadableImage = (file: string, reason: string): Diagnostic =>
  error("DATA_IMAGE", file, `the image can't be read: ${reason}`, "open it in a viewer and save it anew, or remove it");

export const wrongShape = (file: string, found: string, expected: string): Diagnostic =>
  error(
    "DATA_SHAPE",
    file,
    `has the shape ${found}, expected ${expected}`,
    "make it fit, or for images pass --image resize=HEIGHT,WIDTH or --image crop=HEIGHT,WIDTH",
  );

export const notANumber = (file: string, found: string): Diagnostic =>
  error("DATA_NOT_FINITE", file, `holds ${found}`, "remove the sample, or mend what made it");

export const unknownLayout = (input: string, type: string, layout: string | undefined): Diagnostic => ({
  code: "DATA_LAYOUT",
  severity: "error",
  message:
    layout === undefined
      ? `input ${input} is ${type}: which axis holds an image's channels is not clear`
      : `input ${input} is ${type}: that is no image in layout ${layout}`,
  help: "pass --image layout=NCHW or --image layout=NHWC; images fit inputs of one sample with 1 or 3 channels",
});

export const missingLabels = (file: string, why: string): Diagnostic =>
  error(
    "DATA_LABELS",
    file,
    `there are no labels: ${why}`,
    "add labels.csv (a line FILE,CLASS per image) or folders named after classes, or choose a metric without labels",
  );

export const brokenLabel = (file: string, line: number, found: string): Diagnostic => ({
  code: "DATA_LABELS",
  severity: "error",
  message: `"${found}" is no FILE,CLASS with a class from 0`,
  where: { file, line },
  help: "write for example cat-17.png,3",
});

export const wrongClass = (sample: string, label: number, classes: number): Diagnostic =>
  error(
    "DATA_LABELS",
    sample,
    `has class ${label}, but the network tells ${classes} classes apart`,
    `classes are whole numbers from 0 to ${classes - 1}; correct the labels, or choose a metric without labels`,
  );

export const brokenFormat = (file: string, message: string, help: string): Diagnostic =>
  error("DATA_FORMAT", file, message, help);

export const brokenOptions = (file: string, message: string): Diagnostic =>
  error("DATA_OPTIONS", file, message, "docs/quantization.md lists the settings of data");

export const inputsNotNamed = (file: string, found: readonly string[], expected: readonly string[]): Diagnostic =>
  error(
    "DATA_INPUTS",
    file,
    `has the arrays ${found.join(", ")}, expected one per input: ${expected.join(", ")}`,
    "name the arrays of an .npz after the network's inputs",
  );
