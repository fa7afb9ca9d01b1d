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

export interface CompiledObjective {
  readonly energy: CompiledForm;
  readonly leakage: number;
  readonly cycles: readonly (readonly CompiledForm[])[];
  readonly overflow: readonly CompiledForm[];
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
  return {
    energy: form(objective.energy),
    leakage: objective.leakage,
    cycles: objective.cycles.map(forms => forms.map(form)),
    overflow: objective.overflow.map(each => form(each.form)),
  };
};

/** Sums in another order than `evaluate`, so that the last digits may differ: bounds are lowered by as much. */
const rounding = 1e-12;
const bitSlack = 1e-6;

/**
 * The forms of an objective over the kept columns of one table, with a factor multiplied into each column, flattened into arrays
 * that are made once. A form's value at a row is then one sum of products.
 */
export class ScaledForms {
  private readonly constants: Float64Array;
  /** Each term's column, coefficient and place among the products; terms of one form and kept column share a place. */
  private readonly terms: Int32Array;
  private readonly coefficients: Float64Array;
  private readonly places: Int32Array;
  /** Where each form's products start; forms in the order: overflow, cycles by resource, energy. */
  private readonly starts: Int32Array;
  private readonly columns: Int32Array;
  private readonly scaled: Float64Array;
  /** Where the forms of each step of the latency start. */
  private readonly steps: Int32Array;
  private readonly leakage: number;
  /** Of the last row that was looked at: as a bound. */
  latency = 0;
  energy = 0;
  private cycles = 0;

  constructor({ energy, leakage, cycles, overflow }: CompiledObjective, columnOf: Int32Array) {
    const forms = [...overflow, ...cycles.flat(), energy];
    const columns: number[] = [];
    const places: number[] = [];
    const starts = [0];
    for (const form of forms) {
      for (const term of form.columns) {
        const column = columnOf[term] ?? 0;
        const known = columns.indexOf(column, starts.at(-1));
        places.push(known === -1 ? columns.push(column) - 1 : known);
      }
      starts.push(columns.length);
    }
    this.constants = Float64Array.from(forms, ({ constant }) => constant);
    this.terms = Int32Array.from(forms.flatMap(form => [...form.columns]));
    this.coefficients = Float64Array.from(forms.flatMap(form => [...form.coefficients]));
    this.places = Int32Array.from(places);
    this.columns = Int32Array.from(columns);
    this.scaled = new Float64Array(columns.length);
    this.starts = Int32Array.from(starts);
    this.steps = Int32Array.from([
      overflow.length,
      ...runningSums(
        cycles.map(({ length }) => length),
        overflow.length,
      ),
    ]);
    this.leakage = leakage;
  }

  /** Multiplies `product[i]` into column i. */
  scale(product: Float64Array): void {
    const { terms, coefficients, places, scaled } = this;
    scaled.fill(0);
    for (let i = 0; i < terms.length; i++) {
      const place = places[i] ?? 0;
      scaled[place] = (scaled[place] ?? 0) + (coefficients[i] ?? 0) * (product[terms[i] ?? 0] ?? 0);
    }
  }

  private valueOf(form: number, row: Float64Array, offset: number): number {
    const { starts, scaled, columns } = this;
    let total = this.constants[form] ?? 0;
    for (let i = starts[form] ?? 0; i < (starts[form + 1] ?? 0); i++)
      total += (scaled[i] ?? 0) * (row[offset + (columns[i] ?? 0)] ?? 0);
    return total;
  }

  /** False where the row does not fit; else sets `latency` and `energy`. */
  measure(row: Float64Array, offset: number): boolean {
    const { steps } = this;
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
    this.energy = this.valueOf(this.constants.length - 1, row, offset) + this.leakage * this.latency;
    return true;
  }

  /** True where rounding decides the last row's latency, so that only `evaluate` knows it. */
  isOnEdge(): boolean {
    return Math.max(1, Math.ceil(this.cycles * (1 + rounding))) !== this.latency;
  }
}

const runningSums = (lengths: readonly number[], start = 0): readonly number[] => {
  let total = start;
  return lengths.map(length => (total += length));
};
