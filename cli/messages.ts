/** Every diagnostic about arguments, files and folders, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";
import { nearestName } from "../support/nearest.ts";

export const error = (code: string, message: string, where: Diagnostic["where"], help: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  ...(where === undefined ? {} : { where }),
  help,
});

export const suggestion = (name: string, candidates: readonly string[], otherwise: string): string => {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? otherwise : `did you mean ${nearest}?`;
};

/** @param code by what was expected there: a model, a specification. */
export const missingFile = (code: string, file: string, neighbours: readonly string[]): Diagnostic =>
  error(code, "there is no such file", { file }, suggestion(file, neighbours, "check the path"));

export const modelIsSpec = (file: string): Diagnostic =>
  error(
    "MODEL_IS_SPEC",
    "this is a specification, expected a model file",
    { file },
    `compile it with mortise compile --spec ${file}, or search it with mortise explore ${file} -o RUN`,
  );

/** @param what was expected: a model file, a specification. */
export const modelIsFolder = (file: string, what: string, inside: readonly string[]): Diagnostic =>
  error(
    "MODEL_IS_FOLDER",
    `this is a folder, expected a ${what}`,
    { file },
    inside.length === 0 ? "name a file in it" : `name a file in it: ${inside.join(", ")}`,
  );

export const modelIsNoFile = (file: string, what: string): Diagnostic =>
  error(
    "MODEL_NO_FILE",
    "this is no ordinary file (a device, pipe or socket)",
    { file },
    `save the ${what.replace(" file", "")} to a file`,
  );

export const hugePlan = (file: string, megabytes: number): Diagnostic =>
  error(
    "MODEL_TOO_LARGE",
    `a plan above ${megabytes} MiB is not read`,
    { file },
    "name the plan.json that mortise compile wrote",
  );

export const noPlan = (file: string, fault: string): Diagnostic =>
  error(
    "PLAN_UNREADABLE",
    `this is no plan of this version: ${fault}`,
    { file },
    "name the plan.json that mortise compile wrote, or compile again",
  );

export const noPlanIn = (folder: string): Diagnostic =>
  error(
    "PLAN_MISSING",
    "there is no plan in this folder",
    { file: folder },
    "name the plan.json that mortise compile wrote, or the folder of a run that mortise explore wrote",
  );

/** So many are named; who has more knows where they are. */
const mostPlansNamed = 8;

export const severalPlansIn = (folder: string, plans: readonly string[]): Diagnostic => {
  const named = plans.slice(0, mostPlansNamed).join(", ");
  const more = plans.length > mostPlansNamed ? ` and ${plans.length - mostPlansNamed} more` : "";
  return error(
    "PLAN_AMBIGUOUS",
    `there are ${plans.length} plans in this folder`,
    { file: folder },
    `name one: ${named}${more}`,
  );
};

export const noText = (file: string): Diagnostic =>
  error("SPEC_NO_TEXT", "this is no UTF-8 text", { file }, "name a specification, or save it as UTF-8");

export const hugeSpec = (file: string, megabytes: number): Diagnostic =>
  error(
    "MODEL_TOO_LARGE",
    `a specification above ${megabytes} MiB is not read`,
    { file },
    "check that it is the right file",
  );

/** @param argument the file as a shell reads it. */
export const notFormatted = (file: string, argument: string): Diagnostic =>
  error("SPEC_NOT_CANONICAL", "this is not in canonical form", { file }, `run mortise fmt ${argument}`);

export const jsonIsNotFormatted = (file: string): Diagnostic =>
  error(
    "ARGUMENT_FORMAT",
    "JSON has no canonical form of ours",
    { file },
    "name files of the text form, which end in .mortise",
  );

export const unreadableModel = (file: string, reason: string): Diagnostic =>
  error("MODEL_UNREADABLE", `the file can't be read: ${reason}`, { file }, "check its permissions");

export const hugeModel = (file: string, gigabytes: string): Diagnostic =>
  error(
    "MODEL_TOO_LARGE",
    `the file has ${gigabytes} GiB; a model file ends below 2 GiB, the limit of its format`,
    { file },
    "store the weights as external data beside the model, as exporters do for models of this size",
  );

export const hugeTable = (file: string, megabytes: number): Diagnostic =>
  error("MODEL_TOO_LARGE", `a table above ${megabytes} MiB is not read`, { file }, "check that it is the right file");

export const hugeText = (file: string, megabytes: number): Diagnostic =>
  error(
    "MODEL_TOO_LARGE",
    `IR text above ${megabytes} MiB is not read`,
    { file },
    "print it with elided constants, or pass the model file itself",
  );

export const nothingToCompile = (): Diagnostic =>
  error(
    "ARGUMENT_MODEL",
    "neither a model nor a specification is named",
    undefined,
    "mortise compile net.onnx, or mortise compile --spec chip.mortise",
  );

/** @param option that names a specification, or a design of one. */
export const besideSpec = (found: readonly string[], option: "--spec" | "--from"): Diagnostic =>
  error(
    "ARGUMENT_SPEC",
    `${found.join(", ")} beside ${option}: the specification says that itself`,
    undefined,
    "leave it out, or write it into the specification",
  );

export const malformedBinding = (text: string): Diagnostic =>
  error(
    "ARGUMENT_BIND",
    `--bind ${text}: expected NAME=VALUE with a whole number from 1`,
    undefined,
    "write for example --bind batch=1",
  );

export const bindingGivenTwice = (name: string): Diagnostic =>
  error("ARGUMENT_BIND", `--bind gives ${name} two values`, undefined, "give each dimension once");

export const nothingToBind = (file: string): Diagnostic =>
  error("ARGUMENT_BIND", "IR text has no open dimensions to bind", { file }, "leave --bind out");

/** @param longer one that goes on where the name ends. */
export const unknownTarget = (name: string, known: readonly string[], longer?: string): Diagnostic => {
  const near = longer === undefined ? suggestion(name, known, "") : `did you mean ${longer}?`;
  const left = known.length - mostTargets;
  const listed = `${known.slice(0, mostTargets).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  return error(
    "ARGUMENT_TARGET",
    `there is no target ${name}`,
    undefined,
    `${near} targets are ${listed} (see mortise targets)`.trimStart(),
  );
};

/** So many are listed beside an unknown one. */
const mostTargets = 12;

/** @param names of machines that are mapped loop by loop. */
export const targetIsDevice = (device: string, names: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_TARGET",
    `${device} runs no loop nests that this command could map or price`,
    undefined,
    `compile for it with mortise compile --target; here targets are ${names.join(", ")}`,
  );

export const noSuchSetting = (target: string, setting: string): Diagnostic =>
  error("ARGUMENT_DEVICE", `${target} takes no --${setting}`, undefined, "it is for GPUs (see mortise targets)");

/** @param lack of the sentence `DEVICE …`. */
export const deviceSetting = (device: string, lack: string): Diagnostic =>
  error("ARGUMENT_DEVICE", `${device} ${lack}`, undefined, "name one of these with --precision, or another target");

export const malformedCount = (option: string, text: string): Diagnostic =>
  error("ARGUMENT_COUNT", `${option} ${text} is no whole number from 1`, undefined, `write for example ${option} 32`);

export const unknownLayer = (name: string, whyFree: string | undefined, known: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_LAYER",
    whyFree === undefined ? `there is no layer ${name}` : `layer ${name} costs nothing: ${whyFree}`,
    undefined,
    suggestion(name, known, "mortise compile writes the layers to layers.csv"),
  );

export const brokenPoint = (text: string): Diagnostic =>
  error("ARGUMENT_POINT", `--point ${text}: expected a whole number from 1`, undefined, "1 is the fastest mapping");

export const mappingNeedsLayer = (layers: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_MAPPING",
    layers.length === 1
      ? `layer ${layers.join("")} streams through the vector unit: it has no loop nest`
      : `--mapping is for one layer, ${layers.length} are to be mapped`,
    undefined,
    layers.length === 1 ? "name a convolution or a matrix product" : "name it with --layer",
  );

export const illegalMapping = (file: string, fault: string): Diagnostic =>
  error(
    "MAPPING_ILLEGAL",
    fault,
    { file },
    "the rules of the machine are those that mortise compile writes to plan.json",
  );

export const unknownValidation = (name: string, known: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_VALIDATION",
    `there is no validation ${name}`,
    undefined,
    `${suggestion(name, known, "")} validations are ${known.join(", ")}`.trimStart(),
  );

export const unknownPass = (name: string, known: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_PASS",
    `there is no pass or pipeline ${name}`,
    undefined,
    suggestion(name, known, "mortise passes lists them"),
  );

export const passNotRun = (name: string, ran: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_PRINT_AFTER",
    `pass ${name} does not run here`,
    undefined,
    ran.length === 0 ? "name it in --passes too" : `passes that run are ${ran.join(", ")}`,
  );

export const unwritableOutput = (folder: string, reason: string): Diagnostic =>
  error(
    "OUTPUT_UNWRITABLE",
    `nothing was written: ${reason}`,
    { file: folder },
    "check the folder, or choose another one with --output",
  );

export const unwritableCache = (folder: string, reason: string): Diagnostic => ({
  code: "CACHE_UNWRITABLE",
  severity: "warning",
  message: `mappings can't be kept for the next run: ${reason}`,
  where: { file: folder },
  help: "check the folder, name another one in XDG_CACHE_HOME, or pass --no-cache",
});

export const brokenWidths = (option: string, text: string, least: number): Diagnostic =>
  error(
    "ARGUMENT_WIDTHS",
    `${option} ${text}: expected widths from ${least} to 16 bits`,
    undefined,
    "write one for all layers, as in 8, or several to choose from, as in 4,6,8",
  );

export const brokenNumber = (option: string, text: string, expected: string): Diagnostic =>
  error(
    "ARGUMENT_NUMBER",
    `${option} ${text}: expected ${expected}`,
    undefined,
    "the command's --help lists its options",
  );

export const malformedImageSetting = (text: string): Diagnostic =>
  error("ARGUMENT_IMAGE", `--image ${text}: expected SETTING=VALUE`, undefined, "write for example --image range=0,1");

export const choiceNeedsLimit = (): Diagnostic =>
  error(
    "ARGUMENT_LIMIT",
    "a choice of widths needs to know how accurate the network must be, or what it may cost",
    undefined,
    "pass --drop (what may be lost) or --at-least (what must be reached), in the metric's unit, or --within (percent of the cost at 8 bits)",
  );

export const dropWithoutFloat = (): Diagnostic =>
  error(
    "ARGUMENT_LIMIT",
    "--drop has no meaning for sqnr: the float network's own is infinite",
    undefined,
    "pass --at-least, as in --at-least 25",
  );

export const unknownExecutor = (name: string, known: readonly string[]): Diagnostic =>
  error(
    "ARGUMENT_EXECUTOR",
    `there is no executor ${name}`,
    undefined,
    `${suggestion(name, known, "")} executors are ${known.join(", ")}`.trimStart(),
  );

export const malformedComparison = (text: string): Diagnostic =>
  error(
    "ARGUMENT_COMPARE",
    `--compare ${text}: expected two executors, or another model`,
    undefined,
    "for example --compare interpreter,onnxruntime",
  );

export const brokenSample = (option: string, text: string): Diagnostic =>
  error(
    "ARGUMENT_SAMPLE",
    `${option} ${text}: expected a whole number from 0`,
    undefined,
    `give a number, as ${option} 0`,
  );

export const noSuchSample = (file: string, sample: number, count: number): Diagnostic =>
  error("DATA_SAMPLE", `there is no sample ${sample}`, { file }, `it has ${count}, counted from 0`);

export const inputsDiffer = (own: number, other: number): Diagnostic =>
  error(
    "ARGUMENT_COMPARE",
    `the models take ${own} and ${other} inputs, and can't be fed alike`,
    undefined,
    "give each its own --input",
  );

/** @param named in the environment, where it is. */
export const noBrowser = (named: string | undefined): Diagnostic =>
  error(
    "REPORT_NO_BROWSER",
    named === undefined || named === ""
      ? "a PDF is printed by Chromium, and none was found on the PATH"
      : `a PDF is printed by Chromium, and MORTISE_CHROMIUM names ${named}, which is not there`,
    undefined,
    "install Chromium or Chrome, name it in MORTISE_CHROMIUM, or write --format html and print that",
  );

export const browserFailed = (browser: string, reason: string): Diagnostic =>
  error(
    "REPORT_BROWSER_FAILED",
    `the browser did not print the report: ${reason}`,
    { file: browser },
    "name another one in MORTISE_CHROMIUM, or write --format html and print that",
  );
