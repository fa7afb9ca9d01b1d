/**
 * Pictures with text, for networks that find or read it: lines of letters and digits in a stroke font of our own, drawn with round pens of
 * several widths, in several sizes, slants and colours, on plain or shaded ground. Seeded: the same pictures each time.
 */
import { encode } from "fast-png";
import { type RandomStream, randomStream } from "../support/random.ts";

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Strokes of each glyph on a grid 4 wide and 6 high: points as two digits, x then y from the top, joined to polylines; a space lifts
 * the pen. Curves are polygons, as on old plotters.
 */
const glyphs: Readonly<Record<string, string>> = {
  A: "062046 1333",
  B: "00063645443303 0030413233",
  C: "4130100105163645",
  D: "000626444220 0020",
  E: "40000646 0333",
  F: "400006 0333",
  G: "41301001051636454323",
  H: "0006 4046 0343",
  I: "1030 2026 1636",
  J: "4045361605",
  K: "0006 4003 1346",
  L: "000646",
  M: "0600234046",
  N: "06004640",
  O: "101030414536160501102030",
  P: "06003041423303",
  Q: "10304145361605011030 2446",
  R: "06003041423303 2346",
  S: "41301001021333444536160605",
  T: "0040 2026",
  U: "000516364540",
  V: "002640",
  W: "0016233640",
  X: "0046 4006",
  Y: "002340 2326",
  Z: "00400646",
  0: "103041453616050110 0541",
  1: "012026 1636",
  2: "01103041420646",
  3: "004023334445361605",
  4: "36300444",
  5: "40000233444536160605",
  6: "3010010516364544331304",
  7: "004016",
  8: "1030414233130201101 133344453616050413",
  9: "4333130201103041453616",
};
const characters = Object.keys(glyphs);

interface Segment {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

const segmentsOf = (character: string): readonly Segment[] =>
  (glyphs[character] ?? "").split(" ").flatMap(stroke => {
    const points = (stroke.match(/\d\d/g) ?? []).map((pair): [number, number] => [Number(pair[0]), Number(pair[1])]);
    return points.slice(1).map((to, i) => ({ from: points[i] ?? to, to }));
  });

type Colour = readonly [number, number, number];

/** Plain, or shaded from one colour to another from left to right and top to bottom. */
interface Ground {
  readonly from: Colour;
  readonly to: Colour;
}

interface Line {
  readonly text: string;
  /** Of the first glyph's top left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Of a capital, in pixels. */
  readonly height: number;
  /** Width of the pen, of the height. */
  readonly pen: number;
  /** Sideways shift per height. */
  readonly slant: number;
  readonly ink: Colour;
}

/** A picture with so many lines of text, as PNG. */
export const textPicture = (size: PictureSize, lines: number, seed: number): Uint8Array => {
  const random = randomStream(seed);
  const isDark = random.uniform() < 0.3;
  const [ground, ink] = isDark ? [dim, bright] : [light, dark];
  const picture = paintGround(size, { from: colourIn(random, ground), to: colourIn(random, ground) });
  const room = size.height / lines;
  for (let i = 0; i < lines; i++) {
    const height = room * between(random, 0.4, 0.62);
    const pitch = height * advance;
    const most = Math.max(1, Math.floor((size.width * 0.92) / pitch));
    const count = Math.max(1, Math.round(most * between(random, 0.5, 1)));
    const text = Array.from({ length: count }, () => (random.uniform() < 0.12 ? " " : picked(random))).join("");
    drawLine(picture, size, {
      text,
      x: between(random, 0.03, 0.97) * Math.max(1, size.width - count * pitch),
      y: i * room + between(random, 0.15, 0.85) * (room - height),
      height,
      pen: between(random, 0.09, 0.17),
      slant: between(random, -0.05, 0.25),
      ink: colourIn(random, ink),
    });
  }
  return encode({ ...size, data: picture, channels: 3, depth: 8 });
};

/** Levels of colours, from and to. */
type Levels = readonly [number, number];
const dim: Levels = [10, 90];
const bright: Levels = [190, 255];
const light: Levels = [170, 255];
const dark: Levels = [0, 80];

const colourIn = (random: RandomStream, [low, high]: Levels): Colour => [
  between(random, low, high),
  between(random, low, high),
  between(random, low, high),
];

/** From one glyph to the next, of a capital's height: glyphs are 4 of 6 wide, with a gap. */
const advance = 0.92;

const between = (random: RandomStream, low: number, high: number): number => low + (high - low) * random.uniform();

const picked = (random: RandomStream): string => characters[Math.floor(random.uniform() * characters.length)] ?? "A";

const paintGround = ({ width, height }: PictureSize, { from, to }: Ground): Uint8Array => {
  const picture = new Uint8Array(width * height * 3);
  for (let i = 0; i < picture.length; i++) {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const part = ((pixel % width) / width + Math.floor(pixel / width) / height) / 2;
    picture[i] = Math.round((from[channel] ?? 0) * (1 - part) + (to[channel] ?? 0) * part);
  }
  return picture;
};

const drawLine = (picture: Uint8Array, size: PictureSize, line: Line): void => {
  for (const [i, character] of Array.from(line.text).entries())
    for (const segment of segmentsOf(character)) drawSegment(picture, size, placed(segment, line, i), line);
};

const placed = ({ from, to }: Segment, { x, y, height, slant }: Line, place: number): Segment => {
  const unit = height / 6;
  const at = ([column, row]: readonly [number, number]): readonly [number, number] => [
    x + place * height * advance + column * unit + slant * (height - row * unit),
    y + row * unit,
  ];
  return { from: at(from), to: at(to) };
};

/** A pen with a round tip and an edge one pixel soft. */
const drawSegment = (picture: Uint8Array, size: PictureSize, segment: Segment, { height, pen, ink }: Line): void => {
  const radius = (height * pen) / 2;
  const [[x0, y0], [x1, y1]] = [segment.from, segment.to];
  const last = (value: number, end: number): number => Math.min(end - 1, Math.ceil(value + radius + 1));
  for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - radius - 1)); y <= last(Math.max(y0, y1), size.height); y++)
    for (let x = Math.max(0, Math.floor(Math.min(x0, x1) - radius - 1)); x <= last(Math.max(x0, x1), size.width); x++) {
      const cover = Math.min(1, Math.max(0, radius + 0.5 - distanceTo(segment, x, y)));
      for (const [channel, level] of ink.entries()) {
        const place = (y * size.width + x) * 3 + channel;
        picture[place] = Math.round((picture[place] ?? 0) * (1 - cover) + level * cover);
      }
    }
};

const distanceTo = ({ from: [x0, y0], to: [x1, y1] }: Segment, x: number, y: number): number => {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
};
