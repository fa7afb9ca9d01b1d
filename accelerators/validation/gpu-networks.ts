/** ResNet-50 and BERT-large as MLPerf's submissions ran them on five GPUs, of which the model was fitted to none but the A100. */
import type { DeviceNetwork } from "../device.ts";
import { type GpuDeviceName, gpuDeviceNames, gpuNamed } from "../gpu/device-table.ts";
import { sustainedRun } from "../gpu/sustained.ts";
import { InternalError } from "../../support/diagnostic.ts";
import published from "./gpu.json" with { type: "json" };
import { bertLarge, resnet50v15 } from "./mlperf-networks.ts";
import type { Deviation, Validation, ValidationRow } from "./validation.ts";

const { mlperf } = published;

export const gpuNetworks: Validation = {
  name: "gpu-networks",
  summary: `ResNet-50 v1.5 and BERT-large at ${mlperf.tokens} tokens in int8: one inference, and many at the best of three batches.`,
  source: `${mlperf.source}; ${mlperf.tokensSource}`,
  rows: () => mlperf.systems.flatMap(rowsOf),
};

type System = (typeof mlperf.systems)[number];

const bert = (batch: number): DeviceNetwork => bertLarge(batch, mlperf.tokens);

const rowsOf = (system: System): readonly ValidationRow[] => {
  const device = gpuDeviceNames.find(name => name === system.device);
  if (device === undefined) throw new InternalError(`there is no GPU ${system.device}`);
  const isFitted = device.startsWith("A100");
  const row = (quantity: string, reference: number, model: number, tolerance: number): ValidationRow => {
    const deviation = deviations[device]?.[quantity];
    return {
      subject: device,
      quantity,
      reference,
      model,
      tolerance: isFitted ? tolerance : 0.35,
      ...(deviation === undefined ? {} : { deviation }),
    };
  };
  return [
    row("ResNet-50, ms", system.resnetMs, 1e3 * secondsOf(device, resnet50v15(1)), 0.3),
    row("ResNet-50, 1/s", system.resnetPerSecond, rateOf(device, resnet50v15, [16, 64, 256]), 0.25),
    row("BERT-large, ms", system.bertMs, 1e3 * secondsOf(device, bert(1)), 0.3),
    row("BERT-large, 1/s", system.bertPerSecond, rateOf(device, bert, [16, 64, 128]), 0.25),
  ];
};

const secondsOf = (device: GpuDeviceName, network: DeviceNetwork): number => {
  const { gpu, runs } = sustainedRun(device, gpuNamed(device), [network], ["int8"]);
  return runs.reduce((sum, { run }) => sum + run.latencyCycles / gpu.clockHz, 0);
};

/** Submitters take the batch that suits the device. */
const rateOf = (
  device: GpuDeviceName,
  networkOf: (batch: number) => DeviceNetwork,
  batches: readonly number[],
): number => Math.max(...batches.map(batch => batch / secondsOf(device, networkOf(batch))));

const oldRuntime =
  "The T4's results are of 2020 (v0.7), three years before the others'. One inference took 2.4 (BERT) and 6 (ResNet-50) times as long as one of many, where the model has 1.6 and 3.2; neither clocks nor launches were published, so that what took the rest cannot be told: the runtime of that time is likely.";

const deviations: Readonly<Record<string, Readonly<Record<string, Deviation>>>> = {
  T4: {
    "ResNet-50, ms": { reason: oldRuntime, upTo: 0.55 },
    "BERT-large, ms": { reason: oldRuntime, upTo: 0.55 },
  },
};
