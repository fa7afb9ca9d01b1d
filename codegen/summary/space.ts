/** The part of the screen that says how the hardware was chosen: what was searched, what was found, what is impossible. */
import type { Plan } from "../../accelerators/plan.ts";
import type { PlanDesign, PlanSpace } from "../../accelerators/plan-search.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { formatScaled } from "./format.ts";
import { formatFilled, wrap } from "./table.ts";

/** Empty where nothing of the hardware was open. */
export const spaceSection = ({ provenance: { search } }: Plan, width: number): readonly string[] => {
  const { space } = search;
  if (space === undefined || space.designs === 1) return [];
  return [
    ...wrap(`Designs: ${spaceCoverage(space)}`, width),
    ...space.conflicts.flatMap(({ statement }) => wrap(`Impossible: ${statement}`, width)),
    ...wrap(`Chosen: ${space.reason}`, width),
    ...frontTable(space),
  ];
};

/** How many designs there were, and what became of them. */
export const spaceCoverage = ({
  designs,
  impossible,
  overLimits,
  beaten,
  evaluated,
  unseen,
  exact,
}: PlanSpace): string => {
  const parts = [
    [impossible, "can't be built or break a total"],
    [overLimits, "beyond a limit by their bounds"],
    [beaten, "no better than others by their bounds"],
    [evaluated, "mapped to the end"],
    [unseen, "not looked at"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatWhole(count)} ${what}`);
  return `${formatWhole(designs)}, of which ${shown.join(", ")}; ${exact ? "this is proven" : "not proven"}`;
};

/** So many designs of a front are listed; the plan has all. */
const listed = 10;

/** What of an FPGA is taken: goals that no other column shows, in counts. */
const resourceGoals = ["lut", "ff", "bram", "uram", "dsp"];

const frontTable = ({ front, goals }: PlanSpace): readonly string[] => {
  if (front.length < 2) return [];
  const counted = goals.flatMap((goal, i) =>
    resourceGoals.filter(name => goal.endsWith(` ${name}`)).map(name => ({ name, i })),
  );
  const rows = front
    .slice(0, listed)
    .map(design => [...rowOf(design), ...counted.map(({ i }) => threeDigits(design.values[i] ?? 0))]);
  const left = front.length - rows.length;
  const heading = [
    "Best designs",
    "weights",
    "activations",
    "latency",
    "energy",
    "area",
    ...counted.map(({ name }) => name),
  ];
  return [
    "",
    ...formatFilled([heading, ...rows], ["left", ...heading.slice(1).map(() => "right" as const)]),
    ...(left > 0 ? [`… and ${left} more in the plan`] : []),
  ];
};

const rowOf = ({
  accelerators,
  weightBits,
  activationBits,
  latencySeconds,
  energyPj,
  areaMm2,
}: PlanDesign): readonly string[] => [
  accelerators.map(acceleratorText).join(" + "),
  `${weightBits} bits`,
  `${activationBits} bits`,
  formatScaled(latencySeconds, "seconds"),
  energyPj === null ? "" : formatScaled(energyPj, "picojoules"),
  areaMm2 === null ? "" : formatScaled(areaMm2, "squareMm"),
];

/** Template and parameters, as users write them. */
export const acceleratorText = ({ template, parameters }: PlanDesign["accelerators"][number]): string =>
  [template, ...Object.entries(parameters).map(([name, value]) => parameterText(name, value))].join(" ");

const parameterText = (name: string, value: number): string => {
  switch (name) {
    case "pes":
      return `${formatWhole(value)} PEs`;
    case "buffer":
      return formatScaled(value, "bytes");
    case "bandwidth":
      return `${formatWhole(value)} B/cycle`;
    default:
      return `${name} ${value}`;
  }
};
