/** FPGAs as `mortise targets` lists them and `--target` takes them: streaming, at the clock of the device table. */
import { formatWhole } from "../../support/digits.ts";
import type { NamedDevice } from "../device.ts";
import { type FpgaDevice, fpgaDevices } from "./devices.ts";
import { streamingModel } from "./streaming/model.ts";

const summaryOf = ({ boards, lut, bram18, uram, dsp, defaultClockMhz, confidence }: FpgaDevice): string => {
  const rams = `${formatWhole(bram18 / 2)} BRAM${uram === 0 ? "" : `, ${formatWhole(uram)} URAM`}`;
  return `${formatWhole(lut)} LUT, ${rams}, ${formatWhole(dsp.count)} ${dsp.kind}, ${defaultClockMhz} MHz; ${boards.join(", ")}; ${confidence}`;
};

export const namedFpgas: readonly NamedDevice[] = fpgaDevices.map((device): NamedDevice => {
  const { name, family, memoryGigabytesPerSecond: memory, defaultClockMhz } = device;
  return {
    name: name.toLowerCase(),
    title: name,
    kind: "fpga",
    summary: summaryOf(device),
    technology: family,
    memory: memory === null ? "by the board" : `${memory} GB/s`,
    settings: [],
    lackOf: () => undefined,
    model: () => streamingModel({ device, clockHz: defaultClockMhz * 1e6, utilization: {} }),
  };
});
