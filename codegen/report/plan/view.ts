/** A plan as its sections see it: layers numbered, at hand with their machines and the products that their energy is made of. */
import type { Plan, PlanAccelerator, PlanLayer, PlanNetwork } from "../../../accelerators/plan.ts";
import { type Term, termsOf } from "../../energy-terms.ts";
import { abridgeApart } from "../../summary/table.ts";
import type { Link, ReportSection } from "../content.ts";

export interface PlanView {
  readonly plan: Plan;
  readonly layers: readonly LayerView[];
}

export interface LayerView {
  /** From 1, over all networks, in their order. */
  readonly number: number;
  /** Of its row in the table of layers. */
  readonly id: string;
  readonly link: Link;
  readonly layer: PlanLayer;
  /** Short, and unlike those of other layers where it can be. */
  readonly shortName: string;
  readonly network: PlanNetwork;
  readonly accelerator: PlanAccelerator | undefined;
  /** They add up to the layer's energy; empty where the plan tells no counts of it. */
  readonly terms: readonly Term[];
}

/** One chapter of a plan's report; undefined where the plan has nothing of its matter. */
export type PlanSection = (view: PlanView) => ReportSection | undefined | Promise<ReportSection | undefined>;

const shortNameWidth = 36;

export const viewOf = (plan: Plan): PlanView => {
  const all = plan.networks.flatMap(network => network.layers.map(layer => ({ network, layer })));
  const shortNames = abridgeApart(
    all.map(({ layer }) => layer.name),
    shortNameWidth,
  );
  const layers = all.map(({ network, layer }, i): LayerView => {
    const accelerator = plan.accelerators.find(({ slot }) => slot === layer.accelerator);
    return {
      number: i + 1,
      id: `layer-${i + 1}`,
      link: `#layer-${i + 1}`,
      layer,
      shortName: shortNames[i] ?? layer.name,
      network,
      accelerator,
      terms: accelerator === undefined ? [] : termsOf(layer, accelerator),
    };
  });
  return { plan, layers };
};

export const total = (layers: readonly LayerView[], of: (layer: PlanLayer) => number): number =>
  layers.reduce((sum, { layer }) => sum + of(layer), 0);
