/**
 * How far the fitted numbers of FPGA engines can be trusted. `npx tsx bench/fpga-fit.ts`: fits look-up tables and flip-flops of the published designs anew, as
 * `accelerators/fpga/coefficients.json` says, and again without each design, board and network, which the rest then predict.
 */
import coefficients from "../accelerators/fpga/coefficients.json" with { type: "json" };
import { fpga } from "../accelerators/validation/fpga/index.ts";
import measured from "../accelerators/validation/fpga/measured.json" with { type: "json" };

type Quantity = "lut" | "ff";
type Coefficient = Record<Quantity, number>;

interface Design extends Record<Quantity, number> {
  readonly name: string;
  readonly network: string;
}

interface Family {
  readonly name: string;
  readonly designs: readonly Design[];
  readonly fitted: Readonly<Record<string, Coefficient>>;
  readonly parts: Readonly<Record<string, (design: Design) => string>>;
}

const { integer, binary } = coefficients;
const families: readonly Family[] = [
  {
    name: "integers",
    designs: measured.fpgaConvNet.designs,
    fitted: {
      engine: integer.engine,
      lutProduct: integer.lutProduct,
      dspProductBit: integer.dspProductBit,
      windowBit: integer.windowBit,
    },
    parts: {
      design: ({ name }) => name,
      board: ({ name }) => name.split(",")[0] ?? "",
      network: ({ network }) => network,
    },
  },
  {
    name: "one-bit weights",
    designs: measured.bnnPynq.designs,
    fitted: { productBit: binary.productBit, windowBit: binary.windowBit, hostPort: binary.hostPort },
    parts: { design: ({ name }) => name },
  },
];

const labels = { lut: "look-up tables", ff: "flip-flops" };

const modelled = (designs: readonly Design[], quantity: Quantity): readonly number[] => {
  const rows = new Map(
    fpga.rows().flatMap(row => (row.quantity === labels[quantity] ? [[row.subject, row.model] as const] : [])),
  );
  return designs.map(({ name }) => rows.get(name) ?? Number.NaN);
};

/** What all designs take with a coefficient at a value: the model is linear in each. */
const takenAt = (
  { designs }: Family,
  coefficient: Coefficient,
  quantity: Quantity,
  value: number,
): readonly number[] => {
  const kept = coefficient[quantity];
  coefficient[quantity] = value;
  const taken = modelled(designs, quantity);
  coefficient[quantity] = kept;
  return taken;
};

/** Gauss and Jordan with pivots. @returns undefined where the equations do not tell all unknowns. */
const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] | undefined => {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (const i of rows.keys()) {
    const pivot = rows.slice(i).toSorted((a, b) => Math.abs(b[i] ?? 0) - Math.abs(a[i] ?? 0))[0] ?? [];
    if (Math.abs(pivot[i] ?? 0) < 1e-9) return undefined;
    rows.splice(rows.indexOf(pivot), 1, rows[i] ?? []);
    rows[i] = pivot;
    for (const [k, row] of rows.entries())
      if (k !== i) {
        const factor = (row[i] ?? 0) / (pivot[i] ?? 1);
        rows[k] = row.map((value, j) => value - factor * (pivot[j] ?? 0));
      }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
};

/** Least squares of relative errors. */
const fitter = (family: Family, quantity: Quantity) => {
  const all = Object.values(family.fitted);
  const now = modelled(family.designs, quantity);
  // Whole units hide in sums of rounded numbers: a large step, so that they do not count.
  const step = 1e6;
  const columns = all.map(each =>
    takenAt(family, each, quantity, each[quantity] + step).map((taken, i) => (taken - (now[i] ?? 0)) / step),
  );
  const predicted = (values: readonly number[], i: number): number =>
    columns.reduce(
      (sum, column, k) => sum + (column[i] ?? 0) * ((values[k] ?? 0) - (all[k]?.[quantity] ?? 0)),
      now[i] ?? 0,
    );
  const zeros = all.map(() => 0);
  const scaled = family.designs.map((design, i) => ({
    row: columns.map(column => (column[i] ?? 0) / design[quantity]),
    right: (design[quantity] - predicted(zeros, i)) / design[quantity],
  }));
  const fit = (used: readonly number[]): readonly number[] | undefined => {
    const rows = used.flatMap(i => scaled[i] ?? []);
    const scales = all.map((_, k) => Math.hypot(...rows.map(({ row }) => row[k] ?? 0)) || 1);
    const units = rows.map(({ row, right }) => ({ row: row.map((value, k) => value / (scales[k] ?? 1)), right }));
    const squares = all.map((_, a) =>
      all.map((__, b) => units.reduce((sum, { row }) => sum + (row[a] ?? 0) * (row[b] ?? 0), 0)),
    );
    const rights = all.map((_, a) => units.reduce((sum, { row, right }) => sum + (row[a] ?? 0) * right, 0));
    return solve(squares, rights)?.map((value, k) => value / (scales[k] ?? 1));
  };
  const errorOf = (values: readonly number[], i: number): number =>
    predicted(values, i) / (family.designs[i]?.[quantity] ?? 1) - 1;
  return { fit, errorOf };
};

const summary = (errors: readonly number[]): string => {
  const mean = errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
  return `mean ${(100 * mean).toFixed(1)} %, worst ${(100 * Math.max(...errors.map(Math.abs))).toFixed(1)} %`;
};

for (const family of families)
  for (const quantity of ["lut", "ff"] as const) {
    const { fit, errorOf } = fitter(family, quantity);
    const { designs, fitted } = family;
    const all = designs.map((_, i) => i);
    const values = fit(all) ?? [];
    const texts = Object.keys(fitted).map((name, k) => `${name} ${(values[k] ?? Number.NaN).toPrecision(4)}`);
    console.log(`${family.name}, ${labels[quantity]}: ${texts.length} numbers, ${designs.length} designs`);
    console.log(`  fitted to all: ${texts.join(", ")}; ${summary(all.map(i => errorOf(values, i)))}`);
    for (const [part, of] of Object.entries(family.parts)) {
      const errors = [...new Set(designs.map(of))].flatMap(left => {
        const inside = all.filter(i => of(designs[i] as Design) !== left);
        const without = fit(inside) ?? [];
        return all.filter(i => !inside.includes(i)).map(i => errorOf(without, i));
      });
      console.log(`  each ${part} by the others: ${summary(errors)}`);
    }
  }
