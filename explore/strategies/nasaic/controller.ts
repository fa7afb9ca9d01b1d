/**
 * A recurrent policy over the choices of a space (Zoph and Le, ICLR 2017): an LSTM goes from choice to choice, is told at each what was
 * chosen before, and gives the next one's chances by a softmax. Its gradient is written out by hand.
 */
import type { RandomStream } from "../../../support/random.ts";

/** Units of the LSTM, and numbers that stand for an option. */
const width = 12;
const gates = 4 * width;

/** Where the parts of the policy lie among its parameters. */
export interface PolicyShape {
  /** Options of each choice. */
  readonly options: readonly number[];
  /** Of each choice, where its options' rows begin: `width` numbers and a bias each. A row is what an option is scored by, and told as. */
  readonly heads: readonly number[];
  readonly count: number;
}

const inputWeights = 0;
const stateWeights = gates * width;
const biases = 2 * gates * width;
const start = biases + gates;
const headsFrom = start + width;

export const policyShape = (options: readonly number[]): PolicyShape => {
  const heads: number[] = [];
  let count = headsFrom;
  for (const each of options) {
    heads.push(count);
    count += each * (width + 1);
  }
  return { options, heads, count };
};

/** Small weights, and no bias for any option. */
export const initialParameters = ({ count, options, heads }: PolicyShape, random: RandomStream): Float64Array => {
  const parameters = Float64Array.from({ length: count }, () => 0.1 * random.normal());
  for (const [choice, each] of options.entries())
    for (let option = 0; option < each; option++) parameters[(heads[choice] ?? 0) + option * (width + 1) + width] = 0;
  return parameters;
};

/** What one choice went through, for the way back. */
interface Step {
  /** Where the input begins among the parameters. */
  readonly input: number;
  readonly stateBefore: Float64Array;
  readonly cellBefore: Float64Array;
  /** Input, forget and output gate, then the candidate, after their functions. */
  readonly gates: Float64Array;
  readonly cell: Float64Array;
  readonly state: Float64Array;
  readonly chances: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const stepOf = (
  shape: PolicyShape,
  parameters: Float64Array,
  choice: number,
  { input, state: stateBefore, cell: cellBefore }: Pick<Step, "input" | "state" | "cell">,
): Step => {
  const at = (index: number): number => parameters[index] ?? 0;
  const activated = new Float64Array(gates);
  for (let gate = 0; gate < gates; gate++) {
    let sum = at(biases + gate);
    for (let i = 0; i < width; i++) {
      sum += at(inputWeights + gate * width + i) * at(input + i);
      sum += at(stateWeights + gate * width + i) * (stateBefore[i] ?? 0);
    }
    activated[gate] = gate < 3 * width ? sigmoid(sum) : Math.tanh(sum);
  }
  const gate = (kind: number, i: number): number => activated[kind * width + i] ?? 0;
  const cell = Float64Array.from(cellBefore, (before, i) => gate(1, i) * before + gate(0, i) * gate(3, i));
  const state = Float64Array.from(cell, (value, i) => gate(2, i) * Math.tanh(value));
  return {
    input,
    stateBefore,
    cellBefore,
    gates: activated,
    cell,
    state,
    chances: chancesOf(shape, parameters, choice, state),
  };
};

const chancesOf = (
  { options, heads }: PolicyShape,
  parameters: Float64Array,
  choice: number,
  state: Float64Array,
): Float64Array => {
  const scores = Float64Array.from({ length: options[choice] ?? 0 }, (_, option) => {
    const row = (heads[choice] ?? 0) + option * (width + 1);
    return state.reduce((sum, value, i) => sum + value * (parameters[row + i] ?? 0), parameters[row + width] ?? 0);
  });
  const highest = scores.reduce((most, each) => Math.max(most, each), -Infinity);
  const powers = scores.map(each => Math.exp(each - highest));
  const total = powers.reduce((sum, each) => sum + each, 0);
  return powers.map(each => each / total);
};

const atStart = (): Pick<Step, "input" | "state" | "cell"> => ({
  input: start,
  state: new Float64Array(width),
  cell: new Float64Array(width),
});

/** The row of the option that was chosen is what the next choice is told. */
const told = ({ heads }: PolicyShape, choice: number, option: number): number =>
  (heads[choice] ?? 0) + option * (width + 1);

/**
 * One option per choice.
 * @param given for the first choices, options that stay as they are.
 * @param temperature above 1 brings chances closer to one another.
 */
export const samplePolicy = (
  shape: PolicyShape,
  parameters: Float64Array,
  random: RandomStream,
  given: readonly number[] = [],
  temperature = 1,
): readonly number[] => {
  const chosen: number[] = [];
  let before = atStart();
  for (const choice of shape.options.keys()) {
    const step = stepOf(shape, parameters, choice, before);
    const option = given[choice] ?? drawn(tempered(step.chances, temperature), random);
    chosen.push(option);
    before = { input: told(shape, choice, option), state: step.state, cell: step.cell };
  }
  return chosen;
};

const tempered = (chances: Float64Array, temperature: number): Float64Array => {
  if (temperature === 1) return chances;
  const powers = chances.map(chance => chance ** (1 / temperature));
  const total = powers.reduce((sum, each) => sum + each, 0);
  return powers.map(each => each / total);
};

const drawn = (chances: Float64Array, random: RandomStream): number => {
  let left = random.uniform();
  const option = chances.findIndex(chance => (left -= chance) < 0);
  return option === -1 ? chances.length - 1 : option;
};

/** A walk through the choices, and which of them the policy itself made. */
export interface Walk {
  readonly chosen: readonly number[];
  /** The first choice that was not given. */
  readonly from: number;
}

/** Natural logarithm of the chance of the choices that the policy made. */
export const logChance = (shape: PolicyShape, parameters: Float64Array, walk: Walk): number =>
  stepsOf(shape, parameters, walk).reduce(
    (sum, { chances }, choice) => sum + (choice < walk.from ? 0 : Math.log(chances[walk.chosen[choice] ?? 0] ?? 0)),
    0,
  );

const stepsOf = (shape: PolicyShape, parameters: Float64Array, { chosen }: Walk): readonly Step[] => {
  const steps: Step[] = [];
  let before = atStart();
  for (const choice of shape.options.keys()) {
    const step = stepOf(shape, parameters, choice, before);
    steps.push(step);
    before = { input: told(shape, choice, chosen[choice] ?? 0), state: step.state, cell: step.cell };
  }
  return steps;
};

/** Adds `factor` times the gradient of `logChance` to `gradient`: back through all choices. */
export const addGradient = (
  shape: PolicyShape,
  parameters: Float64Array,
  walk: Walk,
  factor: number,
  gradient: Float64Array,
): void => {
  const steps = stepsOf(shape, parameters, walk);
  const ofState = new Float64Array(width);
  const ofCell = new Float64Array(width);
  for (let choice = steps.length - 1; choice >= 0; choice--) {
    const step = steps[choice];
    if (step === undefined) continue;
    if (choice >= walk.from) throughHead(shape, parameters, choice, { step, walk, factor, ofState, gradient });
    throughCell(parameters, step, { ofState, ofCell, gradient });
  }
};

const add = (array: Float64Array, index: number, value: number): void => {
  array[index] = (array[index] ?? 0) + value;
};

/** The softmax: what was chosen less its chance. */
const throughHead = (
  { heads }: PolicyShape,
  parameters: Float64Array,
  choice: number,
  way: {
    readonly step: Step;
    readonly walk: Walk;
    readonly factor: number;
    readonly ofState: Float64Array;
    readonly gradient: Float64Array;
  },
): void => {
  const { step, walk, factor, ofState, gradient } = way;
  for (const [option, chance] of step.chances.entries()) {
    const slope = factor * ((option === walk.chosen[choice] ? 1 : 0) - chance);
    const row = (heads[choice] ?? 0) + option * (width + 1);
    add(gradient, row + width, slope);
    for (let i = 0; i < width; i++) {
      add(gradient, row + i, slope * (step.state[i] ?? 0));
      add(ofState, i, slope * (parameters[row + i] ?? 0));
    }
  }
};

/** The LSTM's step; `ofState` and `ofCell` become those of the step before. */
const throughCell = (
  parameters: Float64Array,
  step: Step,
  {
    ofState,
    ofCell,
    gradient,
  }: { readonly ofState: Float64Array; readonly ofCell: Float64Array; readonly gradient: Float64Array },
): void => {
  const before = slopesOf(step, ofState, ofCell);
  ofState.fill(0);
  for (const [gate, slope] of before.entries()) {
    add(gradient, biases + gate, slope);
    for (let i = 0; i < width; i++) {
      const ofInput = inputWeights + gate * width + i;
      const ofBefore = stateWeights + gate * width + i;
      add(gradient, step.input + i, slope * (parameters[ofInput] ?? 0));
      add(gradient, ofInput, slope * (parameters[step.input + i] ?? 0));
      add(gradient, ofBefore, slope * (step.stateBefore[i] ?? 0));
      add(ofState, i, slope * (parameters[ofBefore] ?? 0));
    }
  }
};

/** Of each gate before its function. Changes `ofCell` into that of the cell before. */
const slopesOf = (
  { gates: values, cell, cellBefore }: Step,
  ofState: Float64Array,
  ofCell: Float64Array,
): Float64Array => {
  const slopes = new Float64Array(gates);
  for (let i = 0; i < width; i++) {
    const at = (kind: number): number => values[kind * width + i] ?? 0;
    const [input, forget, output, candidate] = [at(0), at(1), at(2), at(3)];
    const bent = Math.tanh(cell[i] ?? 0);
    const here = (ofCell[i] ?? 0) + (ofState[i] ?? 0) * output * (1 - bent ** 2);
    slopes[i] = here * candidate * input * (1 - input);
    slopes[width + i] = here * (cellBefore[i] ?? 0) * forget * (1 - forget);
    slopes[2 * width + i] = (ofState[i] ?? 0) * bent * output * (1 - output);
    slopes[3 * width + i] = here * input * (1 - candidate ** 2);
    ofCell[i] = here * forget;
  }
  return slopes;
};
