/**
 * A contraction and what the machine does to its accumulator before it leaves: nothing is rounded in between but where the last step
 * makes a code. A residual is brought to a fixed-point unit much finer than the result's, and added there.
 */
import { parseEpilogueStep, readsOperand, splitOperands } from "../../ir/epilogue.ts";
import { bitsOf } from "../../ir/dtype.ts";
import { indexOf, resultOf, type Value, type ValueId } from "../../ir/graph.ts";
import { elementCount, tensor } from "../../ir/tensor.ts";
import type { Diagnostic } from "../../support/diagnostic.ts";
import { roundHalfEven } from "../../support/float16.ts";
import { type Accumulators, accumulate } from "./accumulate.ts";
import { codesBehind, uniform } from "./codes.ts";
import { centered, clippedCodes, type IntegerSite, rescaled, type Target } from "./site.ts";

interface Step {
  readonly op: string;
  readonly min: number;
  readonly max: number;
  /** The second operand, of a step that has one. */
  readonly extra: ValueId | undefined;
}

/** The accumulators of a contraction with the real factors of its first steps taken in, and the steps that are left. */
interface Scaled {
  readonly accumulators: Accumulators;
  readonly steps: readonly Step[];
}

/** Both results of a contraction in integers: codes on a grid, and reals where somebody reads those. */
export interface IntegerContraction {
  codes(target: Target): Value | undefined;
  /** The accumulators' reals with all steps applied in floating point: for functions that no integers compute. */
  reals(): Value;
}

/** Undefined where the sums can't be done in integers. */
export const integerContraction = (site: IntegerSite, faults: Diagnostic[]): IntegerContraction | undefined => {
  const accumulators = accumulate(site, faults);
  if (accumulators === undefined) return undefined;
  const steps = stepsOf(site);
  return {
    codes: target => codesOnGrid(site, withFactors(site, { accumulators, steps }), target),
    reals: () => realResult(site, accumulators),
  };
};

const stepsOf = ({ node }: IntegerSite): readonly Step[] => {
  const texts = node.attributes["epilogue"] as readonly string[];
  const { extras } = splitOperands(node.operands, texts);
  let next = 0;
  return texts.flatMap((text): Step[] => {
    const step = parseEpilogueStep(text);
    if (step === undefined) return [];
    const extra = readsOperand(text) ? extras[next++] : undefined;
    const clip = step.op === "clip";
    const [min, max] = clip ? [Number(step.attributes["min"]), Number(step.attributes["max"])] : [0, Infinity];
    return [{ op: step.op, min, max, extra }];
  });
};

/** Multiplications by known numbers, single or one per channel, that come first: they belong to the scale. */
const withFactors = (site: IntegerSite, { accumulators, steps }: Scaled): Scaled => {
  const [first, ...rest] = steps;
  if (first?.op !== "mul") return { accumulators, steps };
  const factors = channelValues(site, first.extra, accumulators);
  if (factors === undefined) return { accumulators, steps };
  const scales = accumulators.scales.map((scale, k) => scale * (factors[k % factors.length] ?? NaN));
  return withFactors(site, { accumulators: { ...accumulators, scales }, steps: rest });
};

/** A known operand as one number, or one for each output channel; undefined where it varies otherwise. */
const channelValues = (
  { graph, node }: IntegerSite,
  id: ValueId | undefined,
  { axis, scales }: Accumulators,
): ArrayLike<number> | undefined => {
  const constant = id === undefined ? undefined : indexOf(graph).constantOf(id);
  if (constant?.data === undefined) return undefined;
  const { dims } = constant.type;
  const ownAxis = axis - (resultOf(node).type.dims.length - dims.length);
  const isSpread = elementCount(dims) === scales.length && dims[ownAxis] === scales.length;
  return elementCount(dims) === 1 || isSpread ? constant.data : undefined;
};

const bounds: ReadonlySet<string> = new Set(["relu", "clip"]);

const codesOnGrid = (site: IntegerSite, { accumulators, steps }: Scaled, target: Target): Value | undefined => {
  if (!steps.every(({ op }) => bounds.has(op) || op === "add")) return undefined;
  if (steps.some(({ op }) => op === "add")) return withResiduals(site, accumulators, steps, target);
  // Binary32, as engines that requantize in floating point have it.
  const factors = accumulators.scales.map(scale => Math.fround(scale / target.scale));
  const codes = rescaled(site, accumulators.value, factors, accumulators.axis, target);
  return codes === undefined
    ? undefined
    : steps.reduce((value, { min, max }) => clippedCodes(site, value, min, max, target), codes);
};

/**
 * How much finer than the result's step the unit of sums is: 17 bits for codes of 8, so that rounding to it is lost beside the last
 * rounding, and 31 bits still hold 32 times the range of the result.
 */
export const unitBits = ({ dtype }: Target): number => 25 - Math.min(16, bitsOf(dtype));

/** Terms in this type saturate at the same size on either side, and the sum of two of them fits 32 bits. */
const termType = "int31";

const withResiduals = (
  site: IntegerSite,
  { value, scales, axis }: Accumulators,
  steps: readonly Step[],
  target: Target,
): Value | undefined => {
  const { draft, node } = site;
  const unit = target.scale / 2 ** unitBits(target);
  const narrow = rescaled(
    site,
    value,
    scales.map(scale => scale / unit),
    axis,
    { dtype: termType, zero: 0 },
  );
  let sum = narrow === undefined ? undefined : widened(site, narrow);
  for (const { op, min, max, extra } of steps) {
    if (sum === undefined) return undefined;
    if (op === "add") {
      const term = residualTerm(site, extra, unit);
      sum = term === undefined ? undefined : draft.add("add", [sum, term], {}, node.origins);
    } else sum = draft.add("clip", [sum], { min: unitsOf(min, unit), max: unitsOf(max, unit) }, node.origins);
  }
  return sum === undefined ? undefined : rescaled(site, sum, [2 ** -unitBits(target)], axis, target);
};

const unitsOf = (real: number, unit: number): number =>
  Number.isFinite(real) ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, roundHalfEven(real / unit))) + 0 : real;

const widened = ({ draft, node }: IntegerSite, value: Value): Value =>
  draft.add("cast", [value], { dtype: "int32" }, node.origins);

/** A real operand in the unit of the sum: codes are rescaled, a constant is rounded to it. */
export const residualTerm = (site: IntegerSite, id: ValueId | undefined, unit: number, sign = 1): Value | undefined => {
  const { graph, draft } = site;
  if (id === undefined) return undefined;
  const constant = indexOf(graph).constantOf(id);
  if (constant?.data !== undefined) {
    const { type, data } = constant;
    const limit = 2 ** 30 - 1;
    const units = Float64Array.from(data, real => Math.max(-limit, Math.min(limit, unitsOf(sign * real, unit))));
    return draft.constant(`${id}.units`, tensor("int32", type.dims, units));
  }
  const codes = uniform(codesBehind(graph, id));
  if (codes === undefined) return undefined;
  const term = rescaled(site, centered(site, codes), [(sign * codes.scale) / unit], 0, { dtype: termType, zero: 0 });
  return term === undefined ? undefined : widened(site, term);
};

const realResult = (site: IntegerSite, { value, scales, axis }: Accumulators): Value => {
  const { draft, node, now } = site;
  const dims = scales.length === 1 ? [] : [scales.length];
  const parameters = [
    draft.constant("scale", tensor("f32", dims, scales)),
    draft.constant(
      "zero_point",
      tensor(
        "int32",
        dims,
        scales.map(() => 0),
      ),
    ),
  ];
  let real = draft.add("dequantize", [value, ...parameters], { axis: scales.length === 1 ? 0 : axis }, node.origins);
  const { typeOf } = indexOf(site.graph);
  const texts = node.attributes["epilogue"] as readonly string[];
  const { extras } = splitOperands(node.operands, texts);
  let next = 0;
  for (const text of texts) {
    const step = parseEpilogueStep(text);
    const id = readsOperand(text) ? extras[next++] : undefined;
    const type = id === undefined ? undefined : typeOf(id);
    const extra = id === undefined || type === undefined ? [] : [now({ id, type })];
    if (step !== undefined) real = draft.add(step.op, [real, ...extra], step.attributes, node.origins);
  }
  return real;
};
