/** The GPUs as targets with names. */
import type { NamedDevice } from "../device.ts";
import { lackOfFormat } from "./choose-format.ts";
import { gpuDeviceNames, gpuNamed } from "./device-table.ts";
import { type FormatName, formatNames } from "./formats.ts";
import { gpuFrom } from "./gpu.ts";
import { gpuModel } from "./model.ts";

export const namedGpus: readonly NamedDevice[] = gpuDeviceNames.map((title): NamedDevice => {
  const { specification, die } = gpuNamed(title);
  const { multiprocessors, memory, densePeaks, tdpWatts } = specification;
  const peaks = Object.entries(densePeaks).map(([format, { tera }]) => `${format} ${tera}`);
  return {
    name: title.toLowerCase().replaceAll(" ", "-"),
    title,
    kind: "gpu",
    summary: `${multiprocessors} multiprocessors, ${tdpWatts} W; dense peaks in T/s: ${peaks.join(", ")}`,
    technology: die.process,
    memory: `${memory.gigabytesPerSecond} GB/s ${memory.kind}`,
    settings: ["batch", "precision"],
    lackOf: ({ precision }) => (precision === undefined ? undefined : lackOfName(title, precision)),
    model: ({ batch, precision }) =>
      gpuModel(title, {
        ...(batch === undefined ? {} : { batch }),
        ...(precision !== undefined && isFormat(precision) ? { formats: [precision] } : {}),
      }),
  };
});

const lackOfName = (title: (typeof gpuDeviceNames)[number], precision: string): string | undefined => {
  const gpu = gpuFrom(title, gpuNamed(title));
  if (isFormat(precision)) return lackOfFormat(gpu, precision);
  return `has no ${precision}: it has ${gpu.formats.map(({ name }) => name).join(", ")}`;
};

const isFormat = (name: string): name is FormatName => formatNames.some(format => format === name);
