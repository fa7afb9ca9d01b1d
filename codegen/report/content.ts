/**
 * What a report says, before it has a form. HTML, Markdown and JSON are made from these values alone, so that no form can say
 * what another one doesn't: whatever a picture shows stands in a table behind it.
 */

export interface Report {
  readonly title: string;
  /** One line below the title. */
  readonly subtitle: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  /** Unique in the report; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** How to read what follows, and what it leaves out; empty where it speaks for itself. */
  readonly explanation: string;
  readonly blocks: readonly Block[];
}

export type Block = Paragraph | Callout | Facts | List | Code | Table | Figure | Alternatives;

export interface Paragraph {
  readonly kind: "paragraph";
  readonly text: Text;
}

/** A statement that no reader should miss. */
export interface Callout {
  readonly kind: "callout";
  readonly tone: Tone;
  readonly text: Text;
}

/** A few figures side by side. */
export interface Facts {
  readonly kind: "facts";
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly tone?: Tone;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Text[];
}

/** Lines as they are; what stands in them can be copied. */
export interface Code {
  readonly kind: "code";
  readonly caption: string;
  readonly lines: readonly string[];
}

export interface Table {
  readonly kind: "table";
  /** Unique in the report. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Readers can sort, filter and copy it. */
  readonly hasTools?: true;
}

export interface Column {
  readonly name: string;
  readonly align: "left" | "right";
  /** What it means, where the name can't say it. */
  readonly note?: string;
}

export interface Row {
  /** Links lead here; unique in the report. */
  readonly id?: string;
  readonly cells: readonly Cell[];
  /** What the row opens to. */
  readonly detail?: readonly Block[];
}

export type Cell = string | FullCell;

export interface FullCell {
  readonly text: string;
  /** What the text abridges: filters and copies go by it. */
  readonly full?: string;
  /** What it sorts by and what programs read, where that is not the text. */
  readonly value?: number;
  readonly leadsTo?: Link;
  readonly tone?: Tone;
}

/** A place in the report. */
export type Link = `#${string}`;

/** A file beside the report, by its path from there: nothing is loaded from it, readers go to it. */
export type FileLink = `./${string}` | `../${string}`;

export type Tone = "good" | "bad" | "warning" | "neutral";

export type Text = string | readonly Inline[];

export type Inline = string | { readonly text: string; readonly leadsTo?: Link | FileLink; readonly strong?: true };

export interface Figure {
  readonly kind: "figure";
  /** Unique in the report. */
  readonly id: string;
  readonly title: string;
  /** Made by `drawChart` or `drawGraph`. */
  readonly picture: Picture;
  /** What its colours mean; where there are several ways to colour it, readers choose, and the first one holds until they do. */
  readonly colourings?: readonly Colouring[];
  /** What the picture shows, for those who can't see it and for other forms; its own table, or the name of one elsewhere. */
  readonly behind: Table | { readonly text: string; readonly link: Link };
}

/** Views of one matter, of which a screen shows one at a time, the first one at first. */
export interface Alternatives {
  readonly kind: "alternatives";
  /** Unique in the report. */
  readonly id: string;
  /** What is chosen among them: `Metrics`. */
  readonly label: string;
  /** At most `mostOptions`. */
  readonly options: readonly { readonly name: string; readonly blocks: readonly Block[] }[];
}

export const mostOptions = 16;

export interface Colouring {
  /** The figure's `data-colour` while it holds; the theme's rules go by it. */
  readonly name: string;
  readonly label: string;
  /** Colours of the theme and what they stand for, in order. */
  readonly key: readonly { readonly colour: string; readonly label: string }[];
}

/** SVG text without styles or scripts. Its colours are variables of the theme. */
export interface Picture {
  /** On a screen as wide as a page. */
  readonly wide: string;
  /** On a telephone; where absent, the wide one scrolls sideways. */
  readonly narrow?: string;
}

/** The text of a cell. */
export const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text);

export const paragraph = (text: Text): Paragraph => ({ kind: "paragraph", text });
