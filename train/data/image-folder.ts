/** A folder of PNG or JPEG pictures, with classes from labels.csv or from folders named after them, or with masks beside. */
import { join } from "node:path";
import type { Value } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import type { Dataset, Sample, Target } from "./dataset.ts";
import { decodeImage, isImageFile } from "./decode-image.ts";
import { brokenLabel, missingLabels, noDataThere } from "./messages.ts";
import { frameImage, imageInputOf, inputTensorOf, type Preprocessing } from "./preprocessing.ts";
import { isFolder, namesIn, readBytes, readText } from "./read-file.ts";

interface Picture {
  /** The path inside the folder. */
  readonly name: string;
  readonly label: number | undefined;
}

/**
 * Pictures in `folder`, in the order of their names. Classes come from `labels.csv` (`FILE,CLASS` lines, class from 0), else from
 * folders inside, whose names in order are the classes; segmentation masks from `masks/NAME.png` beside `images/`.
 * @throws CompileError where there are no pictures, or labels are broken.
 */
export const imageFolder = (folder: string, source: string, input: Value, settings: Preprocessing): Dataset => {
  const tensorIn = pictureReader(input, settings);
  const names = namesIn(folder);
  const hasMasks = names.includes("masks") && names.includes("images");
  const root = hasMasks ? join(folder, "images") : folder;
  const pictures = picturesIn(root);
  if (pictures.length === 0) throw new CompileError([noDataThere(folder)]);
  const hasLabels = pictures.every(({ label }) => label !== undefined);
  return {
    source,
    count: pictures.length,
    targets: hasMasks ? "mask" : hasLabels ? "class" : "none",
    sample(index) {
      const picture = pictures[index];
      if (picture === undefined) throw new RangeError(`sample ${index} of ${pictures.length}`);
      const file = join(root, picture.name);
      const inputs = new Map([[input.id, tensorIn(file)]]);
      const target = targetOf(picture, hasMasks ? join(folder, "masks") : undefined, settings);
      return { name: file, inputs, ...(target === undefined ? {} : { target }) };
    },
  };
};

/** A single picture, without a class. @throws CompileError where the input takes no picture. */
export const imageFile = (file: string, source: string, input: Value, settings: Preprocessing): Dataset => {
  const tensorIn = pictureReader(input, settings);
  const sample = (): Sample => ({ name: file, inputs: new Map([[input.id, tensorIn(file)]]) });
  return { source, count: 1, targets: "none", sample };
};

const pictureReader = (input: Value, settings: Preprocessing): ((file: string) => Tensor) => {
  const wanted = imageInputOf(input, settings);
  return file => inputTensorOf(decodeImage(readBytes(file), file), wanted, settings, file);
};

const targetOf = ({ name, label }: Picture, masks: string | undefined, settings: Preprocessing): Target | undefined => {
  if (masks !== undefined)
    return { kind: "mask", classes: readMask(join(masks, name.replace(/\.\w+$/, ".png")), settings) };
  return label === undefined ? undefined : { kind: "class", label };
};

/** Grey levels are classes, 255 is not judged. Framed as the picture is, but by the nearest pixel. */
const readMask = (file: string, settings: Preprocessing): Int32Array => {
  const mask = frameImage(decodeImage(readBytes(file), file), { ...settings, filter: "nearest" }, file);
  return Int32Array.from({ length: mask.width * mask.height }, (_, i) => {
    const value = mask.pixels[3 * i] ?? unjudged;
    return value === unjudged ? -1 : value;
  });
};

/** The grey level that PASCAL VOC's masks give to borders. */
const unjudged = 255;

const picturesIn = (root: string): readonly Picture[] => {
  const names = namesIn(root);
  const labels = names.includes(labelsFile) ? parseLabels(join(root, labelsFile)) : undefined;
  const direct = names.filter(isImageFile);
  if (direct.length > 0) {
    const missing = labels === undefined ? undefined : direct.find(name => !labels.has(name));
    if (missing !== undefined)
      throw new CompileError([missingLabels(join(root, missing), `${labelsFile} does not name it`)]);
    return direct.map(name => ({ name, label: labels?.get(name) }));
  }
  const folders = names.filter(name => isFolder(join(root, name)));
  return folders.flatMap((folder, label) =>
    namesIn(join(root, folder))
      .filter(isImageFile)
      .map(name => ({ name: join(folder, name), label })),
  );
};

const labelsFile = "labels.csv";

const parseLabels = (file: string): ReadonlyMap<string, number> => {
  const labels = new Map<string, number>();
  const faults: Diagnostic[] = [];
  for (const [index, line] of readText(file).split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const [, name = "", label] = /^\s*(.+?)\s*,\s*(\d+)\s*$/.exec(line) ?? [];
    if (label === undefined) faults.push(brokenLabel(file, index + 1, line));
    else labels.set(name, Number(label));
  }
  if (faults.length > 0) throw new CompileError(faults);
  return labels;
};
