/** How a network is brought to few bits: the names that a specification may use. */

export const quantizationMethods = {
  uniform: "one width for all weights and one for all activations",
  mixed: "each layer has its own widths",
  quantnas: "widths are searched together with the network, differentiably (QuantNAS)",
  lpgnas: "widths of every component of a graph network are learned (LPGNAS)",
} as const satisfies Record<string, string>;
export type QuantizationMethod = keyof typeof quantizationMethods;
