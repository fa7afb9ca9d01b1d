/** Seeded damage to the bytes of a file, whatever its format. */
import type { RandomStream } from "../../support/random.ts";

/** A damaged copy of `bytes`; `donor` is another file that parts may come from. */
export const damageBytes = (bytes: Uint8Array, donor: Uint8Array, random: RandomStream): Uint8Array =>
  pick([flipBytes, flipBytes, editWords, editWords, truncate, splice], random)(bytes, donor, random);

type Damage = (bytes: Uint8Array, donor: Uint8Array, random: RandomStream) => Uint8Array;

export const flipBytes: Damage = (bytes, _, random) => {
  const copy = bytes.slice();
  for (let i = random.integer(1, 8); i > 0; i--) copy[random.integer(0, copy.length - 1)]! ^= random.integer(1, 255);
  return copy;
};

/** Numbers that are near the ends of what fields can hold, or mean something somewhere. */
const words = [0, 1, 2, 3, 7, 255, 65536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 2];

const editWords: Damage = (bytes, _, random) => {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let i = random.integer(1, 4); i > 0; i--)
    view.setUint32(4 * random.integer(0, Math.floor(copy.length / 4) - 1), pick(words, random), true);
  return copy;
};

export const truncate: Damage = (bytes, _, random) => bytes.slice(0, random.integer(0, bytes.length - 1));

export const splice: Damage = (bytes, donor, random) => {
  const start = random.integer(0, donor.length - 1);
  const part = donor.subarray(start, start + random.integer(1, 200));
  const at = random.integer(0, bytes.length - 1);
  const skipped = random.integer(0, 1) * part.length;
  return Uint8Array.from([...bytes.subarray(0, at), ...part, ...bytes.subarray(at + skipped)]);
};

const pick = <T>(choices: readonly T[], random: RandomStream): T => choices[random.integer(0, choices.length - 1)] as T;
