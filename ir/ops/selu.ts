import { float } from "../attributes.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const selu = elementwiseUnary({
  name: "selu",
  summary:
    "gamma · (x where x > 0, else alpha · (exp(x) - 1)); the constants are those of Klambauer et al., NeurIPS 2017.",
  attributes: { alpha: float(1.6732631921768188), gamma: float(1.0507010221481323) },
  operationsPerElement: 5,
  accepts: "float",
});
