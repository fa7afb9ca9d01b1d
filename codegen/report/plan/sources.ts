/** Where the costs come from: each source once, numbered, so that every picojoule leads to one. */
import type { Plan } from "../../../accelerators/plan.ts";
import type { Block } from "../content.ts";
import type { PlanSection } from "./view.ts";

/** Numbers of sources, from 1, by `SLOT PLACE`, where the place is that in the technology table. Equal texts have one number. */
export const sourceNumbers = ({ accelerators }: Plan): ReadonlyMap<string, number> => {
  const byText = new Map<string, number>();
  const byPlace = new Map<string, number>();
  for (const { slot, sources } of accelerators)
    for (const [place, text] of Object.entries(sources)) {
      const number = byText.get(text) ?? byText.size + 1;
      byText.set(text, number);
      byPlace.set(`${slot} ${place}`, number);
    }
  return byPlace;
};

export const sources: PlanSection = ({ plan }) => {
  const numbers = sourceNumbers(plan);
  if (numbers.size === 0) return undefined;
  const texts = new Map<number, { readonly text: string; readonly places: Set<string> }>();
  for (const { slot, sources: all } of plan.accelerators)
    for (const [place, text] of Object.entries(all)) {
      const number = numbers.get(`${slot} ${place}`) ?? 0;
      const entry = texts.get(number) ?? { text, places: new Set<string>() };
      entry.places.add(place);
      texts.set(number, entry);
    }
  const blocks: readonly Block[] = [
    {
      kind: "table",
      id: "source-table",
      caption: "Sources of the costs",
      columns: [
        { name: "No.", align: "left" },
        { name: "What it prices", align: "left" },
        { name: "Source", align: "left" },
      ],
      rows: [...texts].map(([number, { text, places }]) => ({
        id: `source-${number}`,
        cells: [`[${number}]`, [...places].join(", "), text],
      })),
    },
    ...ignored(plan),
  ];
  const technologies = [...new Set(plan.accelerators.map(({ technology }) => technology))].join(", ");
  return {
    id: "sources",
    title: "Sources",
    explanation: `Costs are those of the technology table ${technologies}. The numbers in brackets stand beside each product in the table of layers.`,
    blocks,
  };
};

/** The most useful sentences of a cost model. */
const ignored = ({ accelerators, assumptions }: Plan): readonly Block[] => {
  const left = accelerators.flatMap(({ slot, ignores }) =>
    ignores.map(sentence => (accelerators.length === 1 ? sentence : `${slot}: ${sentence}`)),
  );
  return [
    ...(assumptions.length === 0
      ? []
      : [{ kind: "paragraph", text: "Assumed:" } as const, { kind: "list", items: assumptions } as const]),
    ...(left.length === 0
      ? []
      : [{ kind: "paragraph", text: "The models leave out:" } as const, { kind: "list", items: left } as const]),
  ];
};
