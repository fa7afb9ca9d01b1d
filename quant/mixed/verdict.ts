/**
 * Which of the networks that were run keep within a limit on what is lost, chance allowed for. A metric that counts right answers moves
 * by chance as much as a good network loses in all; noise at the outputs hardly does. So what is lost per noise is estimated from all
 * networks together, and each is judged half by its noise and half by its own answers.
 */
import type { Loss } from "../accuracy/loss.ts";

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
  const rate = rateOf(known);
  return networks.map(network => (known.includes(network) ? (network.lost + rate * network.noise) / 2 : Infinity));
};

/** Noise never gains anything: where the networks gained by chance, noise says nothing of what is lost. */
const rateOf = (networks: readonly Judged[]): number => {
  const noise = networks.reduce((sum, network) => sum + network.noise, 0);
  return noise === 0 ? 0 : Math.max(0, networks.reduce((sum, { lost }) => sum + lost, 0) / noise);
};

/** Networks that lose more than this multiple of the limit are left out: what is lost is proportional to noise only where both are small. */
const farthest = 4;

/**
 * True where a network is expected to lose at most `mostLost`, by a ratio estimator (Cochran, "Sampling Techniques", chapter 6) over the
 * networks near the limit. Networks of one noise differ in what they lose about as much as chance moves one measurement (ResNet-8 on 4096
 * images: 0.2 points either way), so that the mean of both is the best guess. None keeps to the limit whose own loss, the number measured, is
 * above it. Where nothing may be lost, each network is judged by its own loss.
 * Ignores: that other data may lose more; what is chosen is run on the data that judge.
 */
export const verdictsOn = (networks: readonly Judged[], mostLost: number): readonly boolean[] => {
  const near = networks.filter(network => isNear(network, mostLost));
  const guesses = expectedLosses(near);
  return networks.map(network => {
    const guess = mostLost <= 0 ? network.lost : (guesses[near.indexOf(network)] ?? Infinity);
    return network.lost <= mostLost && guess <= mostLost;
  });
};

/** Over the networks near the limit; 0 where noise says nothing of what is lost. */
export const lostPerNoise = (networks: readonly Judged[], mostLost: number): number =>
  rateOf(networks.filter(network => isNear(network, mostLost)));

const isNear = ({ lost, noise }: Judged, mostLost: number): boolean =>
  Number.isFinite(noise) && lost <= farthest * mostLost;
