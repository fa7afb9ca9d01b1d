/** A stand-in where no accuracy is known: it grows with the network, so that a search has something to weigh costs against. */
import { parametersOf } from "../storage.ts";
import type { AccuracyMeter } from "./accuracy-meter.ts";

/**
 * `1 − (1 + parameters / 1000)^(−1/4)`. That errors fall as a power of the size is what networks trained on enough data show (Hestness
 * et al., Deep Learning Scaling is Predictable, Empirically, 2017); scale and exponent are nobody's measurement.
 * Ignores: everything but the number of parameters, above all what is done with them.
 */
export const proxyMeter: AccuracyMeter = {
  source: "proxy of the number of parameters, not an accuracy",
  accuracyOf: ({ graph }) =>
    1 - (1 + parametersOf(graph).reduce((sum, { count }) => sum + count, 0) / 1000) ** (-1 / 4),
};
