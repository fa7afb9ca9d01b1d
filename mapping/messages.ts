/** Every diagnostic about machines and mappings, so that codes stay unique and wording even. */
import type { Diagnostic, Place } from "../support/diagnostic.ts";
import { nearestName } from "../support/nearest.ts";
import { type Dimension, dimensions, type TensorName, tensorNames } from "./workload.ts";

const error = (code: string, message: string, help: string): Diagnostic => ({ code, severity: "error", message, help });

export const notPositive = (field: string, found: number): Diagnostic =>
  error("ARCH_NOT_POSITIVE", `${field} is ${found}`, "give a finite number above 0");

export const notACost = (field: string, found: number): Diagnostic =>
  error("ARCH_NOT_A_COST", `${field} is ${found}`, "give a finite number, 0 or above");

export const severalPasses = (levels: readonly string[]): Diagnostic =>
  error("ARCH_PASSES", `${levels.join(" and ")} start passes`, "mark at most one level");

export const noLevels = (): Diagnostic =>
  error("ARCH_NO_LEVELS", "the machine has no storage level", "add at least the outermost memory");

export const duplicateLevel = (name: string): Diagnostic =>
  error("ARCH_DUPLICATE_LEVEL", `two levels are named ${name}`, "give each level a name of its own");

export const incompleteBackingStore = (level: string, tensor: TensorName): Diagnostic =>
  error(
    "ARCH_BACKING_STORE",
    `levels[0] (${level}) does not hold ${tensor}`,
    "the outermost level must hold weights, inputs and outputs",
  );

export const unholdable = (level: string, tensor: TensorName): Diagnostic =>
  error("ARCH_UNHOLDABLE", `${level}.mustHold names ${tensor}, which ${level}.holds lacks`, "add it to holds");

export const unexchangeable = (level: string, tensor: TensorName): Diagnostic =>
  error(
    "ARCH_EXCHANGE",
    `${level}.exchange names ${tensor}, which ${level}.holds lacks`,
    "name a tensor that rests at the level",
  );

export const unknownVectorLevel = (level: string, levels: readonly string[]): Diagnostic =>
  error("ARCH_VECTOR_LEVEL", `vectorUnit.level is ${level}, no level's name`, `name one of ${levels.join(", ")}`);

export const brokenAxis = (axis: string, size: number): Diagnostic =>
  error("ARCH_AXIS_SIZE", `${axis}.size is ${size}`, "give a whole number of instances, 1 where there is no fan-out");

export const unusableAxis = (axis: string, size: number): Diagnostic =>
  error(
    "ARCH_AXIS_UNUSABLE",
    `${axis} has ${size} instances, but no dimension may be unrolled over them`,
    "list at least one of G N K C P Q R S in its dimensions",
  );

export const unrunnable = (dimension: string): Diagnostic =>
  error(
    "ARCH_UNRUNNABLE",
    `no level runs temporal loops over ${dimension}`,
    "add it to some level's temporalDimensions, or leave that field out",
  );

export const noModes = (): Diagnostic =>
  error("ARCH_NO_MODES", "compute.modes is empty", "say for at least one pair of widths what a MAC costs");

export const noOperations = (): Diagnostic =>
  error("ARCH_NO_OPERATIONS", "vectorUnit.operations is empty", "say for at least one width what an operation costs");

const atLine = (code: string, where: Place, message: string, help: string): Diagnostic => ({
  ...error(code, message, help),
  where,
});

export const notInNest = (where: Place): Diagnostic =>
  atLine(
    "MAPPING_SYNTAX",
    where,
    "this is neither a level, nor a loop, nor mac",
    'write "DRAM [weights inputs outputs]", "for K in 4", "parallel x K in 16" or "mac"',
  );

export const textAfterMac = (where: Place): Diagnostic =>
  atLine("MAPPING_SYNTAX", where, "mac ends the nest, but there is more", "take the rest out, or move mac to the end");

export const missingMac = (where: Place): Diagnostic =>
  atLine("MAPPING_SYNTAX", where, "the nest ends without mac", "add mac as the last line; is the text cut short?");

export const unknownLevel = (name: string, known: readonly string[], where: Place): Diagnostic =>
  atLine(
    "MAPPING_LEVEL",
    where,
    `the machine has no level ${name}`,
    `${suggestion(name, known)}its levels are ${known.join(", ")}`,
  );

export const misplacedLevel = (name: string, expected: string | undefined, where: Place): Diagnostic =>
  atLine(
    "MAPPING_LEVEL",
    where,
    expected === undefined ? `${name} stands here again` : `${name} stands here, expected ${expected}`,
    "name each level once, outermost first; one that keeps nothing has empty brackets",
  );

export const missingLevels = (names: readonly string[], where: Place): Diagnostic =>
  atLine(
    "MAPPING_LEVEL",
    where,
    `the nest lacks ${names.join(", ")}`,
    "name each level of the machine; one that keeps nothing has empty brackets",
  );

export const unknownTensor = (level: string, word: string, where: Place): Diagnostic =>
  atLine(
    "MAPPING_TENSOR",
    where,
    `${level} keeps ${word}, which is no tensor`,
    `${suggestion(word, tensorNames)}tensors are ${tensorNames.join(", ")}`,
  );

export const doubleTensor = (level: string, tensor: TensorName, where: Place): Diagnostic =>
  atLine("MAPPING_TENSOR", where, `${level} keeps ${tensor} twice`, "name each tensor once");

export const loopOutside = (where: Place): Diagnostic =>
  atLine("MAPPING_LOOP", where, "a loop before the first level", "begin with the outermost level and what it keeps");

export const unknownDimension = (word: string, where: Place): Diagnostic =>
  atLine("MAPPING_LOOP", where, `there is no dimension ${word}`, `dimensions are ${dimensions.join(", ")}`);

export const brokenBound = (text: string, where: Place): Diagnostic =>
  atLine("MAPPING_LOOP", where, `a loop of ${text} iterations`, "give a whole number from 1");

export const misplacedLoop = (found: string, before: string, where: Place): Diagnostic =>
  atLine(
    "MAPPING_LOOP",
    where,
    `"${found}" below "${before}" in one level`,
    "within a level, write for before parallel x before parallel y: that is how they nest",
  );

export const loopTooMany = (dimension: Dimension, extent: number, where: Place): Diagnostic =>
  atLine(
    "MAPPING_LOOP_TOO_MANY",
    where,
    extent === 1
      ? `a loop over ${dimension} too many: the layer has one step of ${dimension}`
      : `a loop over ${dimension} too many: the loops above leave one of its ${extent} steps`,
    "take it out",
  );

export const emptyPieces = (
  dimension: Dimension,
  extent: number,
  bound: number,
  busy: number,
  where: Place,
): Diagnostic =>
  atLine(
    "MAPPING_LOOP_EMPTY",
    where,
    `${dimension} in ${bound}: of the ${extent} steps that the loops above leave, pieces of ${Math.ceil(extent / bound)} fill ${busy}`,
    `write ${dimension} in ${busy}`,
  );

export const noFanOut = (place: string, where: Place): Diagnostic =>
  atLine("MAPPING_NO_FAN_OUT", where, `${place} has no fan-out`, "write for instead of parallel");

export const tooManyInstances = (place: string, used: number, size: number, where: Place): Diagnostic =>
  atLine(
    "MAPPING_FAN_OUT",
    where,
    `${place}: loops over ${used} instances, there are ${size}`,
    "make the loops along the axis smaller",
  );

const suggestion = (name: string, known: readonly string[]): string => {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `did you mean ${nearest}? `;
};
