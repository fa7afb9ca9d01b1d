/** Search strategies and what their budgets count: the names that a specification may use. */

export const strategies = {
  exact: "proves that no design of the space is better",
  exhaustive: "every design of the space",
  random: "designs drawn at random",
  nsga2: "NSGA-II",
  nsga3: "NSGA-III, for three objectives and more",
  evolution: "regularized evolution",
  nasaic: "NASAIC's controller, which learns what to try",
  bayes: "Bayesian optimization",
  linas: "evolution on a predictor that is trained as it goes",
  gbdt: "gradient-boosted trees as the predictor",
} as const satisfies Record<string, string>;
export type StrategyName = keyof typeof strategies;

/** By what `bayes` chooses, and what each asks of a design. */
export const acquisitions = {
  expected_improvement: "by how much it is expected to beat the best design seen",
  noisy_expected_improvement: "the same where evaluations are noisy, so that the best is not known either",
  knowledge_gradient: "by how much the best mean of all designs is expected to fall once it is evaluated",
  entropy_search: "how much it is expected to tell of what the best score is",
} as const satisfies Record<string, string>;
export type AcquisitionName = keyof typeof acquisitions;

export const budgetUnits = ["evaluations", "episodes", "generations"] as const;
export type BudgetUnit = (typeof budgetUnits)[number];
