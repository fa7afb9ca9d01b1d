/** Writes NumPy arrays of 32-bit floats: numpy.lib.format, version 1. */
export const encodeNpy = (dims: readonly number[], values: readonly number[]): Uint8Array => {
  const shape = dims.length === 1 ? `(${dims[0] ?? 0},)` : `(${dims.join(", ")})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`;
  // The array begins at a multiple of 64 bytes; the header ends with a line feed.
  const padded = `${header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11)}\n`;
  const start = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8];
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return Uint8Array.from([...start, ...new TextEncoder().encode(padded), ...bytes]);
};
