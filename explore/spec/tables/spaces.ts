/** Spaces of networks that a specification may name, and what each is told. */

export interface SpaceParameter {
  readonly summary: string;
  readonly kind: "count" | "shape" | "file" | "choices";
  /** What it is where it is left out, as the user would write it; it must be given where this is absent. */
  readonly otherwise?: string;
  /** Zero is one of the numbers that it may be. */
  readonly mayBeNone?: true;
  /** The largest of its numbers that networks are built of. */
  readonly most?: number;
}

const input: SpaceParameter = { summary: "Shape of one input: channels, height, width", kind: "shape" };
const classes: SpaceParameter = { summary: "Number of classes", kind: "count" };

export const spaces = {
  resnet9: {
    summary: "ResNet-9 with open widths and depths, as NASAIC searches it",
    parameters: {
      input,
      classes,
      stages: { summary: "Stages behind the stem", kind: "count", otherwise: "3", most: 16 },
      stem: { summary: "What the filters of the stem may be", kind: "choices", otherwise: "in { 8, 16, 32, 64 }" },
      filters: {
        summary: "What the filters of each stage may be",
        kind: "choices",
        otherwise: "in { 32, 64, 128, 256 }",
      },
      residual: {
        summary: "How many further convolutions each stage may have",
        kind: "choices",
        otherwise: "in 0..2 step 1",
        mayBeNone: true,
      },
    },
  },
  unet: {
    summary: "U-Net with open height and widths, as NASAIC searches it",
    parameters: {
      input,
      classes,
      levels: { summary: "How many levels there may be", kind: "choices", otherwise: "in 1..5 step 1", most: 16 },
      filters: {
        summary: "What the filters of the first level may be; of each further one twice as many",
        kind: "choices",
        otherwise: "in { 4, 8, 16 }",
      },
    },
  },
  nas_bench_201: { summary: "The 15,625 cells of NAS-Bench-201", parameters: { input, classes } },
  macro: {
    summary: "The 6,561 networks of NAS-Bench-Macro: eight layers of MobileNetV2's blocks",
    parameters: { input, classes },
  },
  lpgnas: {
    summary: "Graph networks of LPGNAS",
    parameters: {
      graph: { summary: "The graph with features, labels and edges", kind: "file" },
      blocks: { summary: "Number of graph blocks", kind: "count" },
    },
  },
} as const satisfies Record<
  string,
  { readonly summary: string; readonly parameters: Readonly<Record<string, SpaceParameter>> }
>;
export type SpaceName = keyof typeof spaces;
