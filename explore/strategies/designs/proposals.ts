/** Batches of designs that differ from one another and from all that is known. */
import type { RandomStream } from "../../../support/random.ts";
import { type DesignSpace, type Encoding, isWithinSpace, keyOf } from "../../space/design-space.ts";
import type { Outcome } from "../strategy.ts";
import { DesignSampler } from "./sampler.ts";

/** Encodings in a row that may be known or break constraints before a random design takes their place. */
const mostFailures = 100;

export class Proposals {
  private readonly space: DesignSpace;
  private readonly sampler: DesignSampler;
  private readonly known = new Set<string>();

  /** @param outcomes of all designs that the strategy was told of. */
  constructor(space: DesignSpace, outcomes: readonly Outcome[] = []) {
    this.space = space;
    this.sampler = new DesignSampler(space);
    this.learn(outcomes);
  }

  learn(outcomes: readonly Pick<Outcome, "encoding">[]): void {
    for (const { encoding } of outcomes) this.known.add(keyOf(encoding));
  }

  /** As many designs drawn uniformly; fewer where fewer are left. */
  random(count: number, random: RandomStream): readonly Encoding[] {
    return this.bred(count, random, () => []);
  }

  /**
   * As many designs of those that `breed` makes: any encodings, of which those are taken that are new once they are made canonical. Random designs
   * stand in where it makes no new ones; fewer than asked for where none are left.
   */
  bred(count: number, random: RandomStream, breed: () => readonly Encoding[]): readonly Encoding[] {
    const batch: Encoding[] = [];
    const taken = new Set<string>();
    const take = (encoding: Encoding): void => {
      batch.push(encoding);
      taken.add(keyOf(encoding));
    };
    let failures = 0;
    while (batch.length < count) {
      const children = breed();
      for (const child of children) {
        const design = this.space.canonical(child);
        const isTaken = batch.length < count && this.isNew(design, taken) && isWithinSpace(this.space, design);
        if (isTaken) take(design);
        failures = isTaken ? 0 : failures + 1;
      }
      if (children.length > 0 && failures < mostFailures) continue;
      const drawn = this.sampler.draw(random, this.known, taken);
      if (drawn === undefined) break;
      take(drawn);
      failures = 0;
    }
    return batch;
  }

  private isNew(design: Encoding, taken: ReadonlySet<string>): boolean {
    const key = keyOf(design);
    return !this.known.has(key) && !taken.has(key);
  }
}
