/** Designs drawn at random from those not yet known, each with the same chance, also where few are left. */
import type { RandomStream } from "../../../support/random.ts";
import {
  type Choice,
  type DesignSpace,
  type Encoding,
  encodingCount,
  isWithinSpace,
  keyOf,
} from "../../space/design-space.ts";
import { canonicalDesigns, firstEncoding, isCanonicalDesign, nextEncoding } from "./enumerate.ts";

/** Draws that may fail in a row before other means are tried. */
const tries = 500;
/** Spaces up to this many encodings are enumerated when drawing fails. */
const mostEnumerated = 2 ** 20;
/** In larger ones this many encodings in a row are looked at. */
const longestWalk = 2 ** 16;

export class DesignSampler {
  private readonly space: DesignSpace;
  private readonly count: number;
  private remaining: readonly Encoding[] | undefined;

  constructor(space: DesignSpace) {
    this.space = space;
    this.count = firstEncoding(space) === undefined ? 0 : encodingCount(space);
  }

  /**
   * A design that is neither known nor taken; undefined where none is left. What is known must stay known in later calls; but for
   * that they don't matter. Uniform over all such designs, but in spaces of over a million encodings where less than one in
   * hundreds is a design: there what is found first counts, and after tens of thousands of failures it gives up.
   */
  draw(random: RandomStream, known: ReadonlySet<string>, taken: ReadonlySet<string>): Encoding | undefined {
    if (this.count === 0) return undefined;
    const isNew = (encoding: Encoding): boolean => {
      const key = keyOf(encoding);
      return !known.has(key) && !taken.has(key);
    };
    for (let i = 0; i < tries; i++) {
      const encoding = this.anyEncoding(random);
      if (isNew(encoding) && isCanonicalDesign(this.space, encoding)) return encoding;
    }
    if (this.count > mostEnumerated) return this.drawRare(random, isNew);
    this.remaining = (this.remaining ?? [...canonicalDesigns(this.space)]).filter(each => !known.has(keyOf(each)));
    const open = this.remaining.filter(isNew);
    return open.length === 0 ? undefined : open[random.integer(0, open.length - 1)];
  }

  private anyEncoding(random: RandomStream): Encoding {
    return this.space.choices.map(choice => anyCode(choice, random));
  }

  /** Where few encodings are canonical, by what the others stand for; else the next after a random one. */
  private drawRare(random: RandomStream, isNew: (encoding: Encoding) => boolean): Encoding | undefined {
    const { space } = this;
    for (let i = 0; i < tries; i++) {
      const encoding = space.canonical(this.anyEncoding(random));
      if (isNew(encoding) && isWithinSpace(space, encoding)) return encoding;
    }
    if (this.count === Infinity) return undefined;
    let encoding = this.anyEncoding(random);
    for (let i = 0; i < longestWalk; i++) {
      if (isNew(encoding) && isCanonicalDesign(space, encoding)) return encoding;
      encoding = nextEncoding(space, encoding) ?? space.choices.map(() => 0);
    }
    return undefined;
  }
}

/** Uniform over a choice's values. */
export const anyCode = (choice: Choice, random: RandomStream): number =>
  choice.kind === "real"
    ? choice.low + random.uniform() * (choice.high - choice.low)
    : random.integer(0, choice.values.length - 1);
