/** A GPU as a device that costs networks: kernels one after another, each at the best of the tiles that libraries have. */
import type { Precision } from "../../mapping/workload.ts";
import type { DeviceModel, DeviceRequest, DeviceRun } from "../device.ts";
import { formatFor, formatsText, lackOf, lackOfFormat } from "./choose-format.ts";
import { type GpuDeviceName, gpuNamed } from "./device-table.ts";
import { type FormatName, storedBits } from "./formats.ts";
import { type Gpu, gpuFrom } from "./gpu.ts";
import { planGpu } from "./plan-accelerator.ts";
import { sustainedRun } from "./sustained.ts";

export interface GpuSettings {
  /** Copies of the inputs in one run; 1 where absent. */
  readonly batch?: number;
  /** Formats that are taken before others of their width; the first says at which floats are costed where no width is given. */
  readonly formats?: readonly FormatName[];
}

export const gpuModel = (name: GpuDeviceName, { batch = 1, formats = [] }: GpuSettings = {}): DeviceModel => {
  const gpu = gpuFrom(name, gpuNamed(name));
  return {
    name,
    slot: "gpu",
    batch,
    precision: assumedPrecision(gpu, formats),
    formatsOf: precision => formatsText(gpu, precision, formats),
    lackOf: precision => lacking(gpu, formats) ?? lackOf(gpu, precision),
    run: request => run(request, gpu, { batch, formats }),
  };
};

const lacking = (gpu: Gpu, formats: readonly FormatName[]): string | undefined =>
  formats.map(format => lackOfFormat(gpu, format)).find(lack => lack !== undefined);

/** Half floats, as inference runtimes run networks without calibration, unless a format is asked for. */
const assumedPrecision = (gpu: Gpu, [asked]: readonly FormatName[]): Precision => {
  const bits = asked === undefined ? (formatFor(gpu, 16, [])?.bits ?? 32) : storedBits[asked];
  return { weightBits: bits, activationBits: bits, accumulatorBits: 32 };
};

const run = (
  { networks }: DeviceRequest,
  { name, device }: Gpu,
  { batch, formats: asked }: Required<GpuSettings>,
): DeviceRun => {
  const { gpu, runs } = sustainedRun(name, device, networks, asked);
  const share = (gpu.clockHz / (device.specification.boostClockMhz * 1e6)) * 100;
  const clock =
    share === 100
      ? "at the boost clock"
      : `at ${share.toFixed(0)} % of the boost clock, at which they keep to the power limit`;
  const formats = [...new Set(runs.flatMap(each => each.formats))];
  return {
    accelerator: planGpu({ gpu, batch, formats }),
    idleWatts: gpu.energy.idleWatts,
    networks: runs.map(each => each.run),
    assumptions: [
      `kernels run one after another ${clock}, launched from a graph; elementwise layers run in the kernel that makes their input, attention in one kernel.`,
      ...(batch === 1
        ? []
        : [
            `${batch} copies of each input run at once: latency, energy and work are those of all ${batch}, and throughput counts each.`,
          ]),
    ],
    search: { exact: true, considered: runs.reduce((sum, each) => sum + each.considered, 0), pruned: 0 },
  };
};
