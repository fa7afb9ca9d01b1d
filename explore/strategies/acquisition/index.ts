/** The list of acquisitions, by the names that specifications use. */
import type { AcquisitionName } from "../../spec/tables/search.ts";
import type { Acquisition } from "./acquisition.ts";
import { entropySearch } from "./entropy-search.ts";
import { expectedImprovement } from "./expected-improvement.ts";
import { knowledgeGradient } from "./knowledge-gradient.ts";
import { noisyExpectedImprovement } from "./noisy-expected-improvement.ts";

export const acquisitions = {
  expected_improvement: expectedImprovement,
  noisy_expected_improvement: noisyExpectedImprovement,
  knowledge_gradient: knowledgeGradient,
  entropy_search: entropySearch,
} as const satisfies Record<AcquisitionName, Acquisition>;
