/** Where the accuracy of a network may come from, and how it is measured on data: the names that a specification may use. */

export const accuracySources = {
  proxy: "a measure of the network before any training, for studies of the search: `measure NAME` says which",
  training: "each network is trained",
  table: "a column of a table that has every network of the space",
  data: "the network is run on data",
} as const satisfies Record<string, string>;
export type AccuracySourceName = keyof typeof accuracySources;

export const proxyMeasures = {
  parameters: "trained numbers; where no measure is named",
  macs: "multiply-accumulates",
  depth: "contractions on the longest path",
  synflow: "synaptic flow: how much the output depends on seeded weights, in logarithms",
  regions: "how well seeded weights tell pictures of noise apart (NASWOT)",
} as const satisfies Record<string, string>;
export type ProxyMeasure = keyof typeof proxyMeasures;

/** Those that run the network. */
export const isRunMeasure = (measure: ProxyMeasure): boolean => measure === "synflow" || measure === "regions";

export const accuracyMetrics = {
  top1: "share of right answers",
  top5: "share of answers among the five likeliest",
  psnr: "peak signal-to-noise ratio of images, in dB",
} as const satisfies Record<string, string>;
export type AccuracyMetric = keyof typeof accuracyMetrics;
