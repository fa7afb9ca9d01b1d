/** AlexNet on the Eyeriss chip, layer by layer, with the mappings that its authors published: what they measured, and what we count. */
import type { Architecture } from "../../mapping/architecture.ts";
import type { Cost, Traffic } from "../../mapping/cost.ts";
import { countAccesses } from "../../mapping/count.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { type Contraction, macsOf } from "../../mapping/workload.ts";
import published from "./eyeriss.json" with { type: "json" };
import { eyerissChip, eyerissLayer, type EyerissMapping, eyerissMapping } from "./eyeriss-chip.ts";
import type { Deviation, Validation, ValidationRow } from "./validation.ts";

const tolerance = 0.1;

export const eyeriss: Validation = {
  name: "eyeriss",
  summary: "Latency, processing elements at work and traffic of AlexNet's five convolutions on the Eyeriss chip.",
  source: published.source,
  rows: () => published.layers.flatMap(rowsOf),
};

type Layer = (typeof published.layers)[number];

const rowsOf = (layer: Layer): readonly ValidationRow[] => {
  const chip = eyerissChip();
  const contraction = eyerissLayer(layer.shape, published.batch);
  const cost = evaluate(contraction, chip, eyerissMapping(contraction, layer.mapping));
  const processing = cost.latency / chip.clock;
  const bytes = memoryBytes(layer, cost);
  // The chip does not process while inputs come from memory or outputs go there (section VI-A).
  const waiting = (bytes.inputs + bytes.outputs) / published.linkBytesPerSecond;
  const row = (quantity: string, reference: number, model: number, accepted = tolerance): ValidationRow => {
    const deviation = deviations[`${layer.name} ${quantity}`];
    return {
      subject: layer.name,
      quantity,
      reference,
      model,
      tolerance: accepted,
      ...(deviation === undefined ? {} : { deviation }),
    };
  };
  return [
    row("processing latency, ms", layer.processingMilliseconds, 1e3 * processing),
    row("total latency, ms", layer.totalMilliseconds, 1e3 * (processing + waiting)),
    row("processing elements at work", layer.activeElements, elementsAtWork(contraction, chip, layer.mapping), 0),
    row("buffer traffic, MB", layer.bufferMegabytes, bufferBytes(cost) / 1e6),
    row("memory traffic, MB", layer.memoryMegabytes, (bytes.weights + bytes.inputs + bytes.outputs) / 1e6),
  ];
};

/** In a full pass. */
const elementsAtWork = (layer: Contraction, chip: Architecture, mapping: EyerissMapping): number => {
  const { m, n, e, p, q, r, t } = mapping;
  const bounds = { ...layer.bounds, G: 1, N: n, K: p * t, C: q * r, P: e };
  const pass = { ...layer, bounds };
  return macsOf(pass) / countAccesses(pass, chip, eyerissMapping(pass, { ...mapping, m: Math.min(m, p * t) })).steps;
};

const wordBytes = 2;

const traffic = (
  { levels }: Cost,
  level: string,
  tensor: Traffic,
): { readonly reads: number; readonly updates: number } =>
  levels.find(each => each.level === level)?.accesses[tensor] ?? { reads: 0, updates: 0 };

/** Inputs read for the array, sums in and out, and finished outputs read on their way to memory. */
const bufferBytes = (cost: Cost): number => {
  const sums = traffic(cost, "sum banks", "outputs");
  return (
    wordBytes *
    (traffic(cost, "input banks", "inputs").reads +
      sums.reads +
      sums.updates +
      traffic(cost, "DRAM", "outputs").updates)
  );
};

/** Feature maps are run-length coded, three values that are not zero to a word of 64 bits (section IV-B); weights are not. */
const codedBytes = (elements: number, zeros: number): number => (elements * (1 - zeros) * 8) / 3;

const memoryBytes = (layer: Layer, cost: Cost): Readonly<Record<"weights" | "inputs" | "outputs", number>> => {
  const inputs = traffic(cost, "DRAM", "inputs").reads;
  return {
    weights: wordBytes * traffic(cost, "DRAM", "weights").reads,
    inputs: layer.isInputCompressed ? codedBytes(inputs, layer.inputZeros) : wordBytes * inputs,
    outputs: codedBytes(traffic(cost, "DRAM", "outputs").updates, layer.outputZeros),
  };
};

/** By layer and quantity. */
const deviations: Readonly<Record<string, Deviation>> = {
  "conv3 buffer traffic, MB": {
    reason:
      "The paper's text and its table of measurements contradict each other. By the text, a pass of conv3 takes 4 channels of 64 filters (t = 4); the measured traffic is to three digits that of 6 channels of 32 filters, conv4's arrangement (q = 3, r = t = 2), which the model puts at 50.2 MB and 20.7 ms.",
    upTo: 0.38,
  },
};
