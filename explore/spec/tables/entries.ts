/** Every entry of every block: the only list. The resolver looks names up here, and the reference is made of it. */

export interface EntryRule {
  readonly form: "block" | "setting" | "statement";
  /** How it is written. */
  readonly example: string;
  readonly summary: string;
  /** `one`: exactly; `optional`: at most one; `some`: at least one; `any`: as many as you like. */
  readonly count: "one" | "optional" | "some" | "any";
}

const rule = (form: EntryRule["form"], count: EntryRule["count"], example: string, summary: string): EntryRule => ({
  form,
  count,
  example,
  summary,
});

export const entries = {
  design: {
    network: rule("block", "some", "network faces { … }", "A network: a model file or a space of networks"),
    asic: rule("block", "optional", "asic { … }", "The target: a chip of one or more accelerators"),
    fpga: rule("block", "optional", 'fpga "XC7Z020" { … }', "The target: an FPGA"),
    gpu: rule("block", "optional", 'gpu "A100 SXM 80GB" { }', "The target: a GPU"),
    quantize: rule("block", "optional", "quantize { … }", "Which bits weights and activations may have"),
    search: rule("block", "optional", "search { … }", "How designs are looked for"),
    require: rule("statement", "any", "require latency <= 20 ms", "A limit that must hold"),
    minimize: rule("statement", "any", "minimize energy, area", "What should be small"),
    maximize: rule("statement", "any", "maximize accuracy", "What should be large"),
  },
  network: {
    model: rule("setting", "optional", 'model "net.onnx"', "A model file; or else `space`"),
    bind: rule("statement", "any", "bind batch = 1", "The size of a dimension that the model leaves open"),
    space: rule("block", "optional", "space resnet9 { … }", "Networks to choose among; or else `model`"),
    rate: rule("setting", "optional", "rate 30 /s", "How often it runs; back to back unless given"),
    weight: rule("setting", "optional", "weight 0.5", "Its share in objectives over several networks; 1 unless given"),
    accuracy: rule("statement", "optional", "accuracy from proxy", "Where its accuracy comes from"),
  },
  training: {
    split: rule("setting", "optional", "split random 60/20/20", "Shares of training, validation and test, in percent"),
    epochs: rule("setting", "optional", "epochs 200", "How long each network is trained"),
  },
  asic: {
    technology: rule("setting", "one", 'technology "28nm"', "The table of costs"),
    clock: rule("setting", "optional", "clock 500 MHz", "Of all accelerators; each template's default unless given"),
    dram: rule("block", "optional", "dram { … }", "The memory outside"),
    accelerator: rule("block", "some", "accelerator npu { … }", "An accelerator"),
    total: rule("statement", "any", "total pes <= 3072", "A bound on the sum of a parameter over the accelerators"),
  },
  dram: {
    kind: rule("setting", "optional", "kind lpddr4", "Whose energy is taken from the technology table"),
    bandwidth: rule("setting", "optional", "bandwidth 3.2 GB/s", "Each template's default unless given"),
    energy: rule("setting", "optional", "energy 20 pJ/bit", "Instead of the technology table's"),
  },
  accelerator: {
    template: rule("setting", "one", "template in { nvdla, eyeriss }", "Its structure"),
  },
  fpga: {
    style: rule("setting", "optional", "style streaming", "How layers share the device"),
    clock: rule("setting", "optional", "clock 100 MHz", "Its clock"),
    utilization: rule("block", "optional", "utilization { … }", "How much of each resource may be used"),
  },
  gpu: {
    batch: rule("setting", "optional", "batch 32", "Copies of the networks' inputs in one run; 1 unless given"),
    precision: rule(
      "setting",
      "optional",
      "precision fp8",
      "Of floats where `quantize` gives no width, and of a width where the GPU has several",
    ),
  },
  quantize: {
    method: rule("setting", "optional", "method mixed", "How bits are chosen; `uniform` unless given"),
    weights: rule("setting", "optional", "weights in { 4, 8 } bits", "Bits of weights"),
    activations: rule("setting", "optional", "activations 8 bits", "Bits of activations"),
  },
  search: {
    strategy: rule("setting", "optional", "strategy nsga2", "How designs are proposed; exact unless given"),
    acquisition: rule(
      "setting",
      "optional",
      "acquisition entropy_search",
      "By what `bayes` chooses; expected_improvement unless given",
    ),
    budget: rule("setting", "optional", "budget 500 evaluations", "How many are tried; an episode is 11 of them"),
    seed: rule("setting", "optional", "seed 3", "Of random choices; 0 unless given"),
  },
} as const satisfies Record<string, Readonly<Record<string, EntryRule>>>;
export type BlockName = keyof typeof entries;

const names: ReadonlySet<string> = new Set([
  ...Object.values(entries).flatMap(Object.keys),
  "pes",
  "buffer",
  "bandwidth",
]);

/** Can it be the name of an entry, rather than a mistyped unit? */
export const isEntryName = (name: string): boolean => names.has(name);
