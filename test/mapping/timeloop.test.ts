/** What the counts on Timeloop's mappings are beside equal to Timeloop's: legal mappings, and all instances alike. */
import { describe, expect, test } from "vitest";
import { timeloopCases } from "../../accelerators/validation/timeloop.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { countAccesses } from "../../mapping/count.ts";

describe.each(timeloopCases)("$entry.machine $entry.layer", ({ architecture, contraction, mapping }) => {
  test("the mapping is legal here too", () => {
    expect(mappingFaults(contraction, architecture, mapping)).toEqual([]);
  });

  test("every instance sends as much as the busiest", () => {
    const { transfers } = countAccesses(contraction, architecture, mapping);
    for (const { tensor, parent, sent } of transfers) {
      const above = transfers.find(transfer => transfer.tensor === tensor && transfer.child === parent);
      expect(sent.total).toBe(sent.busiest * (above?.instances ?? 1));
    }
  });
});
