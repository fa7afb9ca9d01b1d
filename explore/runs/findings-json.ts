/** `mortise best --json`: the findings of a run for programs. The form is versioned; the same run gives the same bytes. */
import type { Json } from "../../support/stable-json.ts";
import type { FoundDesign, SearchFindings } from "./findings.ts";

export const findingsJson = (findings: readonly SearchFindings[]): Json => ({
  schema: "mortise-findings/1",
  searches: findings.map(searchJson),
});

const searchJson = ({
  settings,
  telling,
  isEnded,
  counts,
  failed,
  front,
  closest,
  hypervolume,
  impossible,
  influences,
}: SearchFindings): Json => ({
  specification: settings.name,
  role: settings.role,
  strategy: settings.strategy,
  seed: settings.seed,
  budget: settings.budget,
  files: settings.evaluator.files,
  ended: isEnded,
  objectives: [...telling.objectives],
  limits: [...telling.limits],
  counts: { ...counts, failed: failed.length },
  hypervolume: hypervolume === undefined ? null : { value: hypervolume.value, reference: [...hypervolume.reference] },
  front: front.map(designJson),
  closest:
    closest === undefined
      ? null
      : {
          ...designJson(closest),
          missed: closest.missed.map(({ limit, by, value }) => ({ limit, by, value: value ?? null })),
        },
  impossible: impossible.map(({ reason, count }) => ({ reason, count })),
  influences: influences.map(({ objective, choices }) => ({
    objective,
    choices: choices.map(({ choice, share }) => ({ choice, share })),
  })),
  failed: failed.map(designJson),
});

const designJson = ({ id, choices, values, metrics, reason }: FoundDesign): Record<string, Json> => ({
  id,
  choices: { ...choices },
  values: [...values],
  metrics: { ...metrics },
  ...(reason === undefined ? {} : { reason }),
});
