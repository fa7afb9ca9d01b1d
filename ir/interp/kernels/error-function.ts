/**
 * The error function to double precision: the rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev
 * approximations for the error function", Mathematics of Computation 23 (1969), with the coefficients of his program
 * CALERF in SPECFUN. Constants are in the order in which the recurrences below use them.
 */

/** |x| ≤ 0.46875: erf(x) = x · N(x²) / D(x²). */
const nearNumerator = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
];
const nearDenominator = [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];

/** 0.46875 < x ≤ 4: erfc(x) = exp(-x²) · N(x) / D(x). */
const middleNumerator = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
  8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
];
const middleDenominator = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
  4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];

/** x > 4: erfc(x) = exp(-x²) / x · (1/√π - x⁻² · N(x⁻²) / D(x⁻²)). */
const farNumerator = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const farDenominator = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
];

export const errorFunction = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude <= 0.46875) return x * ratio(nearNumerator, nearDenominator, x * x);
  return Number.isNaN(x) ? NaN : Math.sign(x) * (1 - complement(magnitude));
};

/** erfc(x) for x > 0.46875. */
const complement = (x: number): number => {
  const decay = Math.exp(-x * x);
  if (x <= 4) return decay * ratio(middleNumerator, middleDenominator, x);
  const inverseSquare = 1 / (x * x);
  return (decay / x) * (1 / Math.sqrt(Math.PI) - inverseSquare * ratio(farNumerator, farDenominator, inverseSquare));
};

const ratio = (numerator: readonly number[], denominator: readonly number[], x: number): number =>
  polynomial(numerator, x) / polynomial(denominator, x);

/** Horner's rule, highest power first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
