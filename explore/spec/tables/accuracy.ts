/** Where the accuracy of a network may come from, and how it is measured on data: the names that a specification may use. */

export const accuracySources = {
  proxy: "a formula of the network's size, for studies of the search alone",
  training: "each network is trained",
  table: "a column of a table that has every network of the space",
  data: "the network is run on data",
} as const satisfies Record<string, string>;
export type AccuracySourceName = keyof typeof accuracySources;

export const accuracyMetrics = {
  top1: "share of right answers",
  top5: "share of answers among the five likeliest",
  psnr: "peak signal-to-noise ratio of images, in dB",
} as const satisfies Record<string, string>;
export type AccuracyMetric = keyof typeof accuracyMetrics;
