/** A decoded picture, and how it is cut and scaled before a network sees it. */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** 3 for red, green, blue; 1 for luma. */
  readonly channels: number;
  /** Row by row, channels interleaved, 0 to 255. */
  readonly pixels: Float32Array;
}

export const imageOf = (width: number, height: number, channels: number, pixels: Float32Array): Image => ({
  width,
  height,
  channels,
  pixels,
});

/** The rectangle with the given corner; it must lie inside. */
export const cropImage = (image: Image, left: number, top: number, width: number, height: number): Image => {
  const { channels } = image;
  const pixels = new Float32Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * image.width + left) * channels;
    pixels.set(image.pixels.subarray(start, start + width * channels), row * width * channels);
  }
  return imageOf(width, height, channels, pixels);
};

export const cropCenter = (image: Image, width: number, height: number): Image =>
  cropImage(image, (image.width - width) >> 1, (image.height - height) >> 1, width, height);

/** Luma of ITU-R BT.601 over the full range, as JPEG files have it (ITU-T T.871, section 7). */
export const lumaOf = (image: Image): Image => {
  if (image.channels === 1) return image;
  const pixels = new Float32Array(image.width * image.height);
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue] = [image.pixels[3 * i] ?? 0, image.pixels[3 * i + 1] ?? 0, image.pixels[3 * i + 2] ?? 0];
    pixels[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return imageOf(image.width, image.height, 1, pixels);
};

/** Pixels of 8 bits, as files and cameras have them. */
export const wholeLevels = (image: Image): Image => ({ ...image, pixels: image.pixels.map(Math.round) });

export type ResizeFilter = "nearest" | "bilinear" | "bicubic";

/** Half width of each filter in source pixels, at full size. */
const supports = { bilinear: 1, bicubic: 2 } as const;

const weightAt = (filter: keyof typeof supports, distance: number): number => {
  const x = Math.abs(distance);
  if (filter === "bilinear") return Math.max(0, 1 - x);
  // Keys, IEEE TASSP 1981, a = -0.5.
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
};

interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}

/** One row of filter weights per target pixel; when shrinking, the filter widens by the factor so that nothing aliases. */
const tapsOf = (from: number, to: number, filter: ResizeFilter): readonly Tap[] => {
  const scale = from / to;
  if (filter === "nearest")
    return Array.from({ length: to }, (_, i) => ({ first: Math.floor((i + 0.5) * scale), weights: [1] }));
  const widening = Math.max(1, scale);
  const support = supports[filter] * widening;
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - support + 0.5));
    const end = Math.min(from, Math.floor(center + support + 0.5));
    const raw = Array.from({ length: end - first }, (__, k) => weightAt(filter, (first + k + 0.5 - center) / widening));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map(weight => weight / sum) };
  });
};

/** Separable resampling with pixel centers at half-integers. Values are not rounded, and clamped to 0 … 255. */
export const resizeImage = (image: Image, width: number, height: number, filter: ResizeFilter): Image => {
  if (image.width === width && image.height === height) return image;
  const { channels } = image;
  const columns = tapsOf(image.width, width, filter);
  const wide = new Float32Array(width * image.height * channels);
  for (let row = 0; row < image.height; row++)
    filterLine(image.pixels, row * image.width * channels, wide, row * width * channels, {
      taps: columns,
      stride: channels,
      lanes: channels,
    });
  const rowLength = width * channels;
  const pixels = new Float32Array(rowLength * height);
  filterLine(wide, 0, pixels, 0, { taps: tapsOf(image.height, height, filter), stride: rowLength, lanes: rowLength });
  return imageOf(
    width,
    height,
    channels,
    pixels.map(value => Math.min(255, Math.max(0, value))),
  );
};

interface Line {
  readonly taps: readonly Tap[];
  /** Distance between neighbours along the line, in source and target alike. */
  readonly stride: number;
  /** Values side by side that are filtered alike. */
  readonly lanes: number;
}

const filterLine = (
  source: Float32Array,
  from: number,
  target: Float32Array,
  to: number,
  { taps, stride, lanes }: Line,
): void => {
  for (const [place, { first, weights }] of taps.entries())
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += (weights[k] ?? 0) * (source[from + (first + k) * stride + lane] ?? 0);
      target[to + place * stride + lane] = sum;
    }
};
