/** What a run has found, on one screen per search: the front, or what comes closest and which limits it misses. */
import { formatTable } from "../codegen/summary/table.ts";
import { formatShare } from "../codegen/summary/format.ts";
import type { FoundDesign, MissedLimit, SearchFindings } from "../explore/runs/findings.ts";
import { tellSpecification } from "../explore/runs/specification.ts";
import type { MetricGoal } from "../explore/design/demands.ts";
import { formatWhole, threeDigits } from "../support/digits.ts";
import { choiceText, networksOf, sourcesOf } from "./found-design.ts";
import { metricText, scoreText } from "./metric-text.ts";
import { searchTitle } from "./search-title.ts";

/** More designs than that are counted, not shown; `--json` has all. */
const mostShown = 20;
const mostReasons = 3;
const mostInfluences = 4;

export const findingsReport = (findings: readonly SearchFindings[]): string =>
  findings.map(search => searchReport(search, findings)).join("\n");

const searchReport = (search: SearchFindings, all: readonly SearchFindings[]): string => {
  const { settings } = search;
  const { goals } = tellSpecification(settings.evaluator);
  return [
    `${searchTitle(
      settings,
      all.map(other => other.settings),
    )}${search.settings.role === "baseline" ? ", to compare with" : ""}`,
    `  ${countsText(search)}`,
    ...hypervolumeLines(search, goals),
    ...comparisonLines(search, all, goals),
    ...failedLines(search),
    ...impossibleLines(search),
    "",
    ...(search.settings.role === "baseline" ? [] : [...designLines(search, goals), ...influenceLines(search, goals)]),
  ]
    .map(line => `${line}\n`)
    .join("");
};

const countsText = ({ settings, counts, isEnded }: SearchFindings): string =>
  [
    `${settings.strategy}, seed ${settings.seed}: ${formatWhole(counts.evaluated)} of ${formatWhole(settings.budget)} designs evaluated`,
    `${formatWhole(counts.feasible)} within the limits`,
    ...(counts.impossible > 0 ? [`${formatWhole(counts.impossible)} impossible`] : []),
    ...(counts.pruned > 0 ? [`${formatWhole(counts.pruned)} given up early`] : []),
    ...(isEnded ? [] : ["not at its end"]),
  ].join(", ");

const hypervolumeLines = ({ hypervolume }: SearchFindings, goals: readonly MetricGoal[]): readonly string[] => {
  if (hypervolume === undefined || goals.length < 2) return [];
  const corner = goals.map((goal, i) => scoreText(goal, hypervolume.reference[i] ?? 0)).join(", ");
  return [`  hypervolume ${threeDigits(hypervolume.value)}, to ${corner}`];
};

/** Beside each baseline of the same specification. */
const comparisonLines = (
  search: SearchFindings,
  all: readonly SearchFindings[],
  goals: readonly MetricGoal[],
): readonly string[] => {
  const { settings } = search;
  if (settings.role === "baseline") return [];
  return all
    .filter(other => other.settings.role === "baseline" && other.settings.name === settings.name)
    .map(baseline => `  ${comparisonText(search, baseline, goals)}`);
};

const comparisonText = (search: SearchFindings, baseline: SearchFindings, goals: readonly MetricGoal[]): string => {
  const than = `${baseline.settings.strategy} ${evaluationsBeside(search, baseline)}`;
  if (baseline.front.length === 0) return `${than} found none within the limits`;
  if (search.front.length === 0) return `${than} found designs within the limits`;
  const share = (search.hypervolume?.value ?? 0) / (baseline.hypervolume?.value ?? 0);
  if (goals.length > 1 && Number.isFinite(share)) return `${threeDigits(share)} times the hypervolume of ${than}`;
  return `${bestText(goals, search, baseline)} of ${than}`;
};

/** `accuracy 0.835 against 0.812`. */
const bestText = ([goal]: readonly MetricGoal[], search: SearchFindings, baseline: SearchFindings): string => {
  if (goal === undefined) return "";
  const best = ({ front: [first] }: SearchFindings): string => metricText(goal.metric, first?.values[0] ?? 0);
  return `${goal.metric} ${best(search)} against ${best(baseline)}`;
};

/** Searches that were broken off have spent different parts of their budgets. */
const evaluationsBeside = ({ counts }: SearchFindings, baseline: SearchFindings): string =>
  counts.evaluated === baseline.counts.evaluated
    ? "with as many evaluations"
    : `(${formatWhole(counts.evaluated)} evaluations against ${formatWhole(baseline.counts.evaluated)})`;

const failedLines = ({ failed }: SearchFindings): readonly string[] => {
  const [first] = failed;
  if (first === undefined) return [];
  const more = failed.length > 1 ? ` (and ${formatWhole(failed.length - 1)} more)` : "";
  return [`  ${first.id} could not be evaluated: ${first.reason ?? ""}${more}`];
};

const impossibleLines = ({ impossible }: SearchFindings): readonly string[] => [
  ...impossible.slice(0, mostReasons).map(({ reason, count }) => `  ${formatWhole(count)} impossible: ${reason}`),
  ...(impossible.length > mostReasons
    ? [`  and ${formatWhole(impossible.length - mostReasons)} more reasons; --json has all`]
    : []),
];

const missedText = ({ limit, by, value }: MissedLimit): string =>
  value === undefined
    ? `    ${limit} by ${formatShare(by)}`
    : `    ${limit} by ${formatShare(by)}: it has ${`${threeDigits(value.amount)} ${value.unit}`.trimEnd()}`;

/** By how far the choices that count most move each objective. */
const influenceLines = ({ influences }: SearchFindings, goals: readonly MetricGoal[]): readonly string[] =>
  influences.length === 0
    ? []
    : [
        "",
        "  What moves the objectives, by how much on average (boosted trees on all designs that were measured):",
        ...influences.map(({ objective, choices }, i) => {
          const moved = choices
            .filter(({ share }) => share > 0)
            .slice(0, mostInfluences)
            .map(({ choice, share }) => `${choice} ${metricText(goals[i]?.metric ?? "latency", share)}`);
          return `    ${objective}: ${moved.length === 0 ? "none of the choices" : moved.join(", ")}`;
        }),
      ];

const designLines = (search: SearchFindings, goals: readonly MetricGoal[]): readonly string[] => {
  const { front, closest, counts } = search;
  if (counts.evaluated === 0) return ["  nothing was evaluated yet"];
  if (front.length === 0 && closest === undefined) return ["  not one of these designs can be built"];
  const shown = closest === undefined ? front.slice(0, mostShown) : [closest];
  const head =
    closest === undefined ? [] : [`  No design is within the limits; ${closest.id} comes closest, and misses`];
  const missed = (closest?.missed ?? []).map(missedText);
  const rest = front.length - shown.length;
  return [
    ...head,
    ...missed,
    ...(closest === undefined ? [] : criticalPathLines(closest)),
    ...(missed.length > 0 ? [""] : []),
    ...tableOf(shown, search, goals).map(line => `  ${line}`),
    ...sourcesOf(shown).map(source => `  ${source}`),
    ...(rest > 0 && closest === undefined ? [`  and ${formatWhole(rest)} more; --json has all`] : []),
  ];
};

interface ToldPath {
  readonly network: string;
  readonly cycles: number;
  readonly limitCycles: number;
  readonly layers: readonly { readonly name: string; readonly cycles: number }[];
}

/** Layers of a critical path that are named: the slowest. */
const mostLayersNamed = 5;

/** Why no schedule of the design meets its limits on latency, where that is so. */
const criticalPathLines = ({ metrics }: FoundDesign): readonly string[] =>
  ((metrics["criticalPaths"] ?? []) as unknown as readonly ToldPath[]).map(
    ({ network, cycles, limitCycles, layers }) => {
      const slowest = layers.toSorted((a, b) => b.cycles - a.cycles).slice(0, mostLayersNamed);
      const shares = slowest.map(layer => `${layer.name} ${formatShare(layer.cycles / cycles)}`).join(", ");
      const rest = layers.length > slowest.length ? ` and ${formatWhole(layers.length - slowest.length)} more` : "";
      return `    ${network}: its layers one after another take ${formatWhole(cycles)} cycles, each where it is fastest, of ${formatWhole(limitCycles)}: ${shares}${rest}`;
    },
  );

const tableOf = (
  shown: readonly FoundDesign[],
  { telling: { space } }: SearchFindings,
  goals: readonly MetricGoal[],
): readonly string[] => {
  const members = membersOf(shown);
  const columns = space.choices.filter(({ name }) => !members.some(member => name.startsWith(`${member}.`)));
  return formatTable(
    [
      ["design", ...goals.map(({ metric }) => metric), ...members, ...columns.map(({ name }) => name)],
      ...shown.map(design => [
        design.id,
        ...goals.map(({ metric }, i) => metricText(metric, design.values[i] ?? 0)),
        ...members.map(name => networksOf(design).find(network => network.name === name)?.member ?? ""),
        ...columns.map(({ name }) => choiceText(name, design.choices[name] ?? "")),
      ]),
    ],
    ["left", ...goals.map(() => "right" as const), ...[...members, ...columns].map(() => "left" as const)],
  );
};

/** The networks that were chosen from spaces: a name says all of their choices. */
const membersOf = (shown: readonly FoundDesign[]): readonly string[] => [
  ...new Set(shown.flatMap(networksOf).flatMap(({ name, member }) => (member === undefined ? [] : [name]))),
];
