/** Spaces of networks that a specification may name, and what each is told. */

export interface SpaceParameter {
  readonly summary: string;
  readonly kind: "count" | "shape" | "file";
}

const input: SpaceParameter = { summary: "Shape of one input: channels, height, width", kind: "shape" };
const classes: SpaceParameter = { summary: "Number of classes", kind: "count" };

export const spaces = {
  resnet9: { summary: "ResNet-9 with open widths and depths, as NASAIC searches it", parameters: { input, classes } },
  unet: { summary: "U-Net with open height and widths, as NASAIC searches it", parameters: { input, classes } },
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
