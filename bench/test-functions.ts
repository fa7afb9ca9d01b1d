/** Functions whose true fronts are known, as search problems: two or three objectives of real variables, all minimized. */
import type { DesignSpace, RealChoice } from "../explore/space/design-space.ts";

export interface TestFunction {
  readonly space: DesignSpace;
  readonly objectives: number;
  scores(x: readonly number[]): readonly number[];
}

const real = (name: string, low: number, high: number): RealChoice => ({ kind: "real", name, low, high });

const spaceOf = (choices: readonly RealChoice[]): DesignSpace => ({
  choices,
  constraints: [],
  canonical: encoding => encoding,
});

const unitCube = (variables: number): DesignSpace =>
  spaceOf(Array.from({ length: variables }, (_, i) => real(`x${i + 1}`, 0, 1)));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** What Zitzler, Deb and Thiele's functions share: f1 of the first variable, f2 = g·h(f1, g) with g of the others. */
const zdt = (
  space: DesignSpace,
  first: (x: number) => number,
  g: (others: readonly number[]) => number,
  h: (f: number, g: number) => number,
): TestFunction => ({
  space,
  objectives: 2,
  scores([x = 0, ...others]) {
    const [f, distance] = [first(x), g(others)];
    return [f, distance * h(f, distance)];
  },
});

const identity = (x: number): number => x;
const linear = (others: readonly number[]): number => 1 + 9 * mean(others);
const convex = (f: number, g: number): number => 1 - Math.sqrt(f / g);
const concave = (f: number, g: number): number => 1 - (f / g) ** 2;

/** Zitzler, Deb and Thiele, Evolutionary Computation 2000, section 3. */
const zdt1 = zdt(unitCube(30), identity, linear, convex);
const zdt2 = zdt(unitCube(30), identity, linear, concave);
const zdt3 = zdt(unitCube(30), identity, linear, (f, g) => 1 - Math.sqrt(f / g) - (f / g) * Math.sin(10 * Math.PI * f));
const zdt4 = zdt(
  spaceOf([real("x1", 0, 1), ...Array.from({ length: 9 }, (_, i) => real(`x${i + 2}`, -5, 5))]),
  identity,
  others => 1 + 10 * others.length + sum(others.map(x => x ** 2 - 10 * Math.cos(4 * Math.PI * x))),
  convex,
);
const zdt6 = zdt(
  unitCube(10),
  x => 1 - Math.exp(-4 * x) * Math.sin(6 * Math.PI * x) ** 6,
  others => 1 + 9 * mean(others) ** 0.25,
  concave,
);

/** Deb, Thiele, Laumanns and Zitzler, CEC 2002: three objectives of 12 variables; the front is an eighth of the unit sphere. */
const dtlz2: TestFunction = {
  space: unitCube(12),
  objectives: 3,
  scores([x = 0, y = 0, ...others]) {
    const radius = 1 + sum(others.map(other => (other - 0.5) ** 2));
    const [a, b] = [(x * Math.PI) / 2, (y * Math.PI) / 2];
    return [radius * Math.cos(a) * Math.cos(b), radius * Math.cos(a) * Math.sin(b), radius * Math.sin(a)];
  },
};

export const testFunctions = {
  ZDT1: zdt1,
  ZDT2: zdt2,
  ZDT3: zdt3,
  ZDT4: zdt4,
  ZDT6: zdt6,
  DTLZ2: dtlz2,
} as const satisfies Record<string, TestFunction>;
