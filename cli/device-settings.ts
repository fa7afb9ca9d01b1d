/** `--batch` and `--precision`: what a command line says of a GPU or an FPGA. */
import type { DeviceSettings } from "../accelerators/device.ts";
import { CompileError } from "../support/diagnostic.ts";
import { malformedCount } from "./messages.ts";

export interface DeviceOptions {
  readonly batch?: string;
  readonly precision?: string;
}

/** @throws CompileError where the batch is no whole number from 1. */
export const parseDeviceSettings = ({ batch, precision }: DeviceOptions): DeviceSettings => {
  const isWhole = batch === undefined || (/^[1-9]\d*$/.test(batch) && Number.isSafeInteger(Number(batch)));
  if (!isWhole) throw new CompileError([malformedCount("--batch", batch)]);
  return {
    ...(batch === undefined ? {} : { batch: Number(batch) }),
    ...(precision === undefined ? {} : { precision }),
  };
};

/** What gives the same machine again. */
export const deviceArguments = ({ batch, precision }: DeviceSettings): readonly string[] => [
  ...(batch === undefined ? [] : ["--batch", String(batch)]),
  ...(precision === undefined ? [] : ["--precision", precision]),
];
