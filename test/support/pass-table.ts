/** The tables of passes and pipelines in docs/passes.md. */
import { passes } from "../../passes/index.ts";
import type { Pass } from "../../passes/pass.ts";
import { type Pipeline, pipelines, type Step } from "../../passes/pipelines.ts";

export const passTables = (): string => {
  const rows = Object.values<Pass>(passes).map(
    ({ name, summary, whyGone }) => `| \`${name}\` | ${summary} | ${whyGone} |`,
  );
  const order = Object.values<Pipeline>(pipelines).map(
    ({ name, summary, steps }) => `| \`${name}\` | ${summary} | ${steps.map(stepText).join(", ")} |`,
  );
  return [
    "| pass | what it does | why a layer may be gone after it |",
    "|---|---|---|",
    ...rows,
    "",
    "| pipeline | what it is for | its passes in order |",
    "|---|---|---|",
    ...order,
  ].join("\n");
};

const stepText = (step: Step): string =>
  typeof step === "string" ? step : `(${step.untilStable.join(", ")}) until nothing changes`;
