/** Number formats that GPUs multiply. */

export const formatNames = ["fp32", "tf32", "fp16", "bf16", "fp8", "int8"] as const;
export type FormatName = (typeof formatNames)[number];

/** What memory holds of a value. TF32 is what tensor cores make of numbers of 32 bits. */
export const storedBits: Readonly<Record<FormatName, number>> = {
  fp32: 32,
  tf32: 32,
  fp16: 16,
  bf16: 16,
  fp8: 8,
  int8: 8,
};

/** Which of a width is taken unless the user says otherwise: what inference runtimes do without being asked. */
export const preferred: readonly FormatName[] = ["fp16", "int8", "tf32", "fp32", "bf16", "fp8"];
