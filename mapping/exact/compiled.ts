/** Forms over columns of a table, in typed arrays: what the inner loop of the search computes. */
import { type Form, type Leg, type Objective, stepsTerm } from "./objective.ts";

/** The terms that the objective uses. A term with negative coefficients has a column of its own, for which more is better. */
export interface Columns {
  readonly terms: readonly number[];
  /** 1 where less is better, -1 where more is. */
  readonly signs: Int8Array;
}

export interface CompiledForm {
  readonly constant: number;
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
}

/** All forms in one list of terms, in the order: overflow, cycles by resource, energy. */
export interface CompiledObjective {
  readonly energy: CompiledForm;
  readonly leakage: number;
  readonly constants: Float64Array;
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  /** Where each form's terms start. */
  readonly starts: Int32Array;
  /** Where the forms of each step of the latency start. */
  readonly steps: Int32Array;
  /** 1 for forms that are computed without rounding. */
  readonly areExact: Uint8Array;
}

const formsOf = ({ energy, cycles, overflow }: Objective): readonly Form[] => [
  energy,
  ...cycles.flat(),
  ...overflow.map(({ form }) => form),
];

/** Columns for the terms of objectives, those of the extreme flags at least. */
export const columnsOf = (objectives: readonly Objective[], legs: readonly Leg[]): Columns => {
  const terms: number[] = [];
  const signs: number[] = [];
  const forms = objectives.flatMap(formsOf);
  for (let term = 0; term <= stepsTerm(legs); term++)
    for (const sign of [1, -1])
      if (forms.some(form => form.terms.some((each, i) => each === term && (form.coefficients[i] ?? 0) * sign > 0))) {
        terms.push(term);
        signs.push(sign);
      }
  return { terms, signs: Int8Array.from(signs) };
};

export const compile = (objective: Objective, columns: Columns): CompiledObjective => {
  const form = ({ constant, terms, coefficients }: Form): CompiledForm => ({
    constant,
    columns: Int32Array.from(terms, (term, i) =>
      columns.terms.findIndex(
        (each, column) => each === term && (columns.signs[column] ?? 0) * (coefficients[i] ?? 0) > 0,
      ),
    ),
    coefficients: Float64Array.from(coefficients),
  });
  const { cycles, overflow, leakage } = objective;
  const forms = [...overflow.map(each => each.form), ...cycles.flat(), objective.energy].map(form);
  const lengths = cycles.map(({ length }) => length);
  return {
    energy: form(objective.energy),
    leakage,
    constants: Float64Array.from(forms, ({ constant }) => constant),
    columns: Int32Array.from(forms.flatMap(each => [...each.columns])),
    coefficients: Float64Array.from(forms.flatMap(each => [...each.coefficients])),
    starts: Int32Array.from([0, ...runningSums(forms.map(each => each.columns.length))]),
    steps: Int32Array.from([overflow.length, ...runningSums(lengths, overflow.length)]),
    areExact: Uint8Array.from(forms, each => Number([each.constant, ...each.coefficients].every(isBinary))),
  };
};

/** Multiples of a small power of two: as factors of counts they give exact sums. */
const isBinary = (value: number): boolean => Number.isInteger(value * 2 ** 12) && Math.abs(value) < 2 ** 40;

/** Sums in another order than `evaluate`, so that the last digits may differ: bounds are lowered by as much. */
const rounding = 1e-12;
const bitSlack = 1e-6;

/**
 * The forms of an objective over the kept columns of one table, with a factor multiplied into each column, flattened into arrays
 * that are made once. A form's value at a row is then one sum of products.
 */
export class ScaledForms {
  private readonly objective: CompiledObjective;
  /** Where among the products each term is added: terms of one form and kept column share a place. */
  private readonly places: Int32Array;
  /** Of each product. */
  private readonly columns: Int32Array;
  private readonly scaled: Float64Array;
  /** Where each form's products start. */
  private readonly starts: Int32Array;
  /** Of the last row that was looked at: as a bound. */
  latency = 0;
  energy = 0;
  private cycles = 0;

  constructor(objective: CompiledObjective, columnOf: Int32Array) {
    const { columns, starts } = objective;
    this.objective = objective;
    this.places = new Int32Array(columns.length);
    this.columns = new Int32Array(columns.length);
    this.starts = new Int32Array(starts.length);
    const placeOf = new Int32Array(columnOf.length).fill(-1);
    let used = 0;
    for (let form = 0; form + 1 < starts.length; form++) {
      const first = used;
      for (let term = starts[form] ?? 0; term < (starts[form + 1] ?? 0); term++) {
        const column = columnOf[columns[term] ?? 0] ?? 0;
        if ((placeOf[column] ?? 0) < first) {
          placeOf[column] = used;
          this.columns[used++] = column;
        }
        this.places[term] = placeOf[column] ?? 0;
      }
      this.starts[form + 1] = used;
    }
    this.scaled = new Float64Array(used);
  }

  /** Multiplies `product[i]` into column i. */
  scale(product: Float64Array): void {
    const { places, scaled } = this;
    const { columns, coefficients } = this.objective;
    scaled.fill(0);
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0;
      scaled[place] = (scaled[place] ?? 0) + (coefficients[i] ?? 0) * (product[columns[i] ?? 0] ?? 0);
    }
  }

  private valueOf(form: number, row: Float64Array, offset: number): number {
    const { starts, scaled, columns } = this;
    let total = this.objective.constants[form] ?? 0;
    for (let i = starts[form] ?? 0; i < (starts[form + 1] ?? 0); i++)
      total += (scaled[i] ?? 0) * (row[offset + (columns[i] ?? 0)] ?? 0);
    return total;
  }

  /** False where the row does not fit; else sets `latency` and `energy`. */
  measure(row: Float64Array, offset: number): boolean {
    const { steps, constants, leakage } = this.objective;
    const first = steps[0] ?? 0;
    for (let form = 0; form < first; form++) if (this.valueOf(form, row, offset) > bitSlack) return false;
    let cycles = 0;
    for (let step = 0; step + 1 < steps.length; step++) {
      let longest = 0;
      for (let form = steps[step] ?? 0; form < (steps[step + 1] ?? 0); form++)
        longest = Math.max(longest, this.valueOf(form, row, offset));
      cycles += longest;
    }
    this.cycles = cycles;
    this.latency = Math.max(1, Math.ceil(cycles * (1 - rounding)));
    this.energy = this.valueOf(constants.length - 1, row, offset) + leakage * this.latency;
    return true;
  }

  /** True where rounding decides the latency of a row, so that only `evaluate` knows it. */
  isOnEdge(row: Float64Array, offset: number): boolean {
    if (Math.max(1, Math.ceil(this.cycles * (1 + rounding))) === this.latency) return false;
    const { steps, areExact } = this.objective;
    for (let step = 0; step + 1 < steps.length; step++) {
      let longest = 0;
      for (let form = steps[step] ?? 0; form < (steps[step + 1] ?? 0); form++)
        longest = Math.max(longest, this.valueOf(form, row, offset));
      for (let form = steps[step] ?? 0; form < (steps[step + 1] ?? 0); form++)
        if (areExact[form] === 0 && this.valueOf(form, row, offset) >= longest * (1 - rounding)) return true;
    }
    return this.cycles > mostExact;
  }
}

/** Up to there multiples of `isBinary`'s power of two are exact. */
const mostExact = 2 ** 38;

const runningSums = (lengths: readonly number[], start = 0): readonly number[] => {
  let total = start;
  return lengths.map(length => (total += length));
};
