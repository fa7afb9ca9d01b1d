/** The only list of emitters, in the order in which `compile` runs them. */
import type { Emitter } from "./emitter.ts";
import { layersCsv } from "./layers-csv/index.ts";
import { planJson } from "./plan-json/index.ts";
import { quantizedOnnx } from "./quantized-onnx/index.ts";

export const emitters: readonly Emitter[] = [planJson, layersCsv, quantizedOnnx];
