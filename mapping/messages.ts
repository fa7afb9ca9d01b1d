/** Every diagnostic about machines and mappings, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";
import type { TensorName } from "./workload.ts";

const error = (code: string, message: string, help: string): Diagnostic => ({ code, severity: "error", message, help });

export const notPositive = (field: string, found: number): Diagnostic =>
  error("ARCH_NOT_POSITIVE", `${field} is ${found}`, "give a finite number above 0");

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
