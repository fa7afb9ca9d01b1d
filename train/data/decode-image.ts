/** PNG and JPEG files to pixels. Transparency is dropped, not blended: what lies under it counts. */
import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from "fast-png";
import jpeg from "jpeg-js";
import { CompileError } from "../../support/diagnostic.ts";
import { type Image, imageOf } from "./image.ts";
import { unreadableImage } from "./messages.ts";

export const isImageFile = (name: string): boolean => /\.(png|jpe?g)$/i.test(name);

/** @throws CompileError where the bytes are no whole PNG or JPEG image. */
export const decodeImage = (bytes: Uint8Array, file: string): Image => {
  const decoder = decoderOf(bytes);
  if (decoder === undefined)
    throw new CompileError([unreadableImage(file, "it begins neither as a PNG nor as a JPEG file")]);
  try {
    return decoder(bytes);
  } catch (error) {
    throw new CompileError([unreadableImage(file, error instanceof Error ? error.message : String(error))]);
  }
};

const decoderOf = (bytes: Uint8Array): ((bytes: Uint8Array) => Image) | undefined => {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return fromPng;
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? fromJpeg : undefined;
};

const fromJpeg = (bytes: Uint8Array): Image => {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    maxResolutionInMP: mostMegapixels,
    maxMemoryUsageInMB: 1024,
  });
  return imageOf(width, height, 3, Float32Array.from(data));
};

/** More would take gigabytes; a small file may well claim it. */
const mostMegapixels = 200;

const fromPng = (bytes: Uint8Array): Image => {
  expectPicture(bytes);
  const decoded = decodePng(bytes, { checkCrc: true });
  const { width, height } = decoded;
  if (decoded.palette !== undefined) {
    const stride = decoded.palette[0]?.length ?? 3;
    return imageOf(width, height, 3, colours(convertIndexedToRgb(decoded), width * height, stride, 1));
  }
  const samples = decoded.depth < 8 ? unpack(decoded) : decoded.data;
  return imageOf(width, height, 3, colours(samples, width * height, decoded.channels, 255 / (2 ** decoded.depth - 1)));
};

/** Width and height stand at the same place in every PNG file (PNG, section 11.2.2): before anything is unpacked. */
const expectPicture = (bytes: Uint8Array): void => {
  if (bytes.length < 24) throw new RangeError("the file ends within its header");
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  if (width * height > mostMegapixels * 1e6)
    throw new RangeError(`it says that it is ${width}x${height}, more than ${mostMegapixels} megapixels`);
};

/** Samples of less than a byte, most significant bits first; every row begins with a byte (PNG, section 7.2). */
const unpack = ({ width, height, depth, data }: DecodedPng): Uint8Array => {
  const rowBytes = Math.ceil((width * depth) / 8);
  const samples = new Uint8Array(width * height);
  for (let row = 0; row < height; row++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[row * rowBytes + (bit >> 3)] ?? 0;
      samples[row * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  return samples;
};

/** Grey (1 or 2 samples a pixel) or colour (3 or 4), the last of 2 and 4 being transparency, to red, green, blue. */
const colours = (samples: ArrayLike<number>, count: number, stride: number, scale: number): Float32Array => {
  const pixels = new Float32Array(count * 3);
  for (let i = 0; i < count; i++)
    for (let channel = 0; channel < 3; channel++)
      pixels[3 * i + channel] = (samples[i * stride + (stride < 3 ? 0 : channel)] ?? 0) * scale;
  return pixels;
};
