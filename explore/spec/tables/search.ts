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

export const budgetUnits = ["evaluations", "episodes", "generations"] as const;
export type BudgetUnit = (typeof budgetUnits)[number];
