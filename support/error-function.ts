/**
 * The error function to double precision: the rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev
 * approximations for the error function", Mathematics of Computation 23 (1969), with the coefficients of his program
 * CALERF in SPECFUN. Constants are in the order in which the recurrences below use them.
 */

/** |x| ≤ 0.46875: erf(x) = x · N(x²) / D(x²). */
const nearNumerator = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
];
const nearDenominator = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];

/** 0.46875 < x ≤ 4: erfc(x) = exp(-x²) · N(x) / D(x). */
const middleNumerator = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const middleDenominator = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];

/** x > 4: erfc(x) = exp(-x²) / x · (1/√π - x⁻² · N(x⁻²) / D(x⁻²)). */
const farNumerator = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const farDenominator = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];

export const errorFunction = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude <= 0.46875) return x * ratio(nearNumerator, nearDenominator, x * x);
  return Number.isNaN(x) ? NaN : Math.sign(x) * (1 - complement(magnitude));
};

/** 1 − erf(x), without the loss of digits that the difference has where erf is near 1. */
export const complementaryErrorFunction = (x: number): number => (x > 0.46875 ? complement(x) : 1 - errorFunction(x));

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
