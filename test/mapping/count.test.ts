/** Closed forms against a walk of the nest, on random workloads and mappings that use every feature. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Architecture } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { countAccesses } from "../../mapping/count.ts";
import { widthAtParent } from "../../mapping/level-traffic.ts";
import { dimensions } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import { instance, mappingOf, openMachine, smallBounds } from "../support/arbitrary-mapping.ts";
import { contraction } from "../support/small-machine.ts";
import { walkTransfer } from "../support/walk-nest.ts";

test("counting equals walking", { timeout: 300_000 }, () => {
  let compared = 0;
  fc.assert(
    fc.property(instance, given => {
      const bounds = smallBounds(given.extents, 48);
      const layer = contraction(Object.fromEntries(dimensions.map((dimension, d) => [dimension, bounds[d]!])), {
        strides: given.strides,
        dilations: given.dilations,
      });
      const architecture = openMachine(given.flags);
      const mapping = { levels: mappingOf(given, bounds) };
      // Sorting loops of equal dimension by rank may have broken their order; such mappings are skipped.
      fc.pre(mappingFaults(layer, architecture, mapping).length === 0);
      const { transfers } = countAccesses(layer, architecture, mapping);
      for (const { tensor, parent, child, sent, received, updates } of transfers) {
        const walked = walkTransfer(layer, architecture, mapping, tensor, parent, child);
        const counted = { sent: sent.total, received: received.total, updates: updates.total };
        expect(counted).toEqual(walked);
        compared++;
      }
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(compared).toBeGreaterThan(300);
});

test("the checker asks of each level what the counted tiles take", () => {
  let compared = 0;
  fc.assert(
    fc.property(instance, given => {
      const bounds = smallBounds(given.extents, 400);
      const layer = contraction(Object.fromEntries(dimensions.map((dimension, d) => [dimension, bounds[d]!])), {
        strides: given.strides,
        dilations: given.dilations,
      });
      const open = openMachine(given.flags);
      const mapping = { levels: mappingOf(given, bounds) };
      fc.pre(mappingFaults(layer, open, mapping).length === 0);
      const { transfers } = countAccesses(layer, open, mapping);
      for (const level of [1, 2]) {
        const needed = transfers
          .filter(({ parent }) => parent === level)
          .reduce((bits, below) => {
            const above = transfers.find(({ tensor, child }) => tensor === below.tensor && child === level)!;
            return bits + above.tile * widthAtParent(below, layer.bits);
          }, 0);
        const withCapacity = (bits: number): Architecture => ({
          ...open,
          levels: open.levels.with(level, { ...open.levels[level]!, capacity: quantity<Bits>(bits) }),
        });
        expect(mappingFaults(layer, withCapacity(needed), mapping)).toEqual([]);
        if (needed === 0) continue;
        expect(mappingFaults(layer, withCapacity(needed - 1), mapping)).toHaveLength(1);
        compared++;
      }
    }),
    { numRuns: 300, seed: 5 },
  );
  expect(compared).toBeGreaterThan(100);
});
