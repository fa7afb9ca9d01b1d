/** The package has no types of its own. */
declare module "pareto-frontier" {
  export function getParetoFrontier(
    points: readonly (readonly number[])[],
    options: { readonly optimize: "topLeft" | "topRight" | "bottomLeft" | "bottomRight" },
  ): (readonly number[])[];
}
