/**
 * Which of the networks that were run keep within a limit on what is lost, chance allowed for. A metric that counts right answers moves
 * by chance as much as a good network loses in all; noise at the outputs hardly does. So what is lost per noise is estimated from all
 * networks together, and each is judged half by its noise and half by its own answers.
 */
import { type Loss, standardErrorOfMean } from "../accuracy/loss.ts";

/** A network that was run on the data that choose. */
export interface Judged extends Loss {
  /** Measured at the outputs. */
  readonly noise: number;
}

/**
 * What each network is expected to lose: the mean of what it lost and of what its noise says at the rate of all of them. What has no finite
 * noise loses everything.
 */
export const expectedLosses = (networks: readonly Judged[]): readonly number[] => {
  const known = networks.filter(({ lost, noise }) => Number.isFinite(lost) && Number.isFinite(noise));
  const noise = known.reduce((sum, network) => sum + network.noise, 0);
  // Noise never gains anything: where the networks gained by chance, noise says nothing of what is lost.
  const rate = noise === 0 ? 0 : Math.max(0, known.reduce((sum, { lost }) => sum + lost, 0) / noise);
  return networks.map(network => (known.includes(network) ? (network.lost + rate * network.noise) / 2 : Infinity));
};

/** Networks that lose more than this multiple of the limit are left out: what is lost is proportional to noise only where both are small. */
const farthest = 4;

/**
 * True where a network is expected to lose at most `mostLost`, with one standard error to spare. By a ratio estimator (Cochran, "Sampling
 * Techniques", chapter 6) over the networks near the limit; its error is that of the ratios of parts of the data. Networks of one noise differ
 * in what they lose about as much as chance moves one measurement (ResNet-8 on 4096 images: 0.2 points either way), so that the mean of
 * both is the best guess. Where nothing may be lost, each network is judged by its own loss.
 */
export const verdictsOn = (networks: readonly Judged[], mostLost: number): readonly boolean[] => {
  const near = networks.filter(network => isNear(network, mostLost));
  const noise = near.reduce((sum, network) => sum + network.noise, 0);
  if (mostLost <= 0 || noise === 0) return networks.map(({ lost, standardError }) => lost + standardError <= mostLost);
  const error = standardErrorOf(near, noise);
  const expected = expectedLosses(near);
  return networks.map(network => {
    const guess = expected[near.indexOf(network)] ?? Infinity;
    return guess + error * network.noise <= mostLost;
  });
};

const isNear = ({ lost, noise }: Judged, mostLost: number): boolean =>
  Number.isFinite(noise) && lost <= farthest * mostLost;

/** Of the ratio: parts of the data are the same for all networks, so that each has a ratio of its own. */
const standardErrorOf = (networks: readonly Judged[], noise: number): number => {
  const count = networks.reduce((least, { parts }) => Math.min(least, parts.length), Infinity);
  if (count === Infinity) return 0;
  const ratios = Array.from(
    { length: count },
    (_, part) => networks.reduce((sum, { parts }) => sum + (parts[part] ?? 0), 0) / noise,
  );
  return standardErrorOfMean(ratios);
};
