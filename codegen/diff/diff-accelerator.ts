/** What differs between two accelerators: first what somebody chose, then what follows from it. */
import type { PlanAccelerator } from "../../accelerators/plan.ts";
import { fieldChanges, leavesOf, sharesOfChange } from "./changes.ts";
import type { AcceleratorDiff, Value } from "./plan-diff.ts";

export const diffAccelerator = ([before, after]: readonly [
  PlanAccelerator | undefined,
  PlanAccelerator | undefined,
]): AcceleratorDiff => ({
  before: before?.slot ?? null,
  after: after?.slot ?? null,
  settings: fieldChanges(settingsOf(before), settingsOf(after)),
  derived: fieldChanges(derivedOf(before), derivedOf(after)),
  areaMm2: sharesOfChange(before?.areaMm2?.breakdown ?? {}, after?.areaMm2?.breakdown ?? {}).map(
    ({ name, ...change }) => ({
      part: name,
      ...change,
    }),
  ),
});

const settingsOf = (accelerator: PlanAccelerator | undefined): Readonly<Record<string, Value>> => {
  if (accelerator === undefined) return {};
  const { slot, template, technology, parameters } = accelerator;
  return { slot, template, technology, ...parameters };
};

/** Everything else but area, which is told by part, and prose. */
const derivedOf = (accelerator: PlanAccelerator | undefined): Readonly<Record<string, Value>> => {
  if (accelerator === undefined) return {};
  return leavesOf(Object.fromEntries(Object.entries(accelerator).filter(([field]) => !toldElsewhere.has(field))));
};

/** Settings, area by part, and prose. */
const toldElsewhere: ReadonlySet<string> = new Set([
  "slot",
  "template",
  "technology",
  "parameters",
  "areaMm2",
  "sources",
  "ignores",
]);
