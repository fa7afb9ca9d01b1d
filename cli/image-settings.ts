/** `--image SETTING=VALUE` and `--image-settings FILE`: how pictures become a network's input, alike for every command that takes some. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import type { Preprocessing } from "../train/data/preprocessing.ts";
import { malformedImageSetting } from "./messages.ts";

export const imageHelp = "how images are prepared: resize, crop, range, mean, std, layout, channels, filter";
export const imageSettingsHelp = "the same as JSON (default: MODEL.data.json where it exists)";

/**
 * What the JSON says, with what the options say in its place.
 * @param model the file that the user named; `name` is that of its network.
 * @param given the JSON that the user named.
 * @param own as `parseImageSettings` gives them.
 * @throws CompileError with every setting at fault.
 */
export const imageSettingsFor = async (
  model: string,
  name: string,
  given: string | undefined,
  own: Readonly<Record<string, unknown>>,
): Promise<Preprocessing> => {
  const { parsePreprocessing, parsePreprocessingFile } = await import("../train/data/preprocessing.ts");
  const { readText } = await import("../train/data/read-file.ts");
  const beside = join(dirname(model), `${name}.data.json`);
  const path = given ?? (existsSync(beside) ? beside : undefined);
  const fromFile = path === undefined ? {} : parsePreprocessingFile(readText(path), path);
  return parsePreprocessing({ ...fromFile, ...own }, "--image");
};

/** `range=0,1`: numbers parted by commas become a list, a single one a number, all else a word. Lists of one stay lists where they must be. */
export const parseImageSettings = (texts: readonly string[]): Readonly<Record<string, unknown>> => {
  const settings: Record<string, unknown> = {};
  const faults: Diagnostic[] = [];
  for (const text of texts) {
    const [, name = "", value = ""] = /^(\w+)=(.+)$/s.exec(text) ?? [];
    if (name === "") faults.push(malformedImageSetting(text));
    else settings[name] = settingValue(name, value);
  }
  if (faults.length > 0) throw new CompileError(faults);
  return settings;
};

const settingValue = (name: string, text: string): unknown => {
  const numbers = text.split(",").map(Number);
  if (numbers.some(Number.isNaN)) return text;
  return numbers.length === 1 && name === "resize" ? numbers[0] : numbers;
};
