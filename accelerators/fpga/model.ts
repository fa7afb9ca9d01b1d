/** An FPGA in one of its styles, as specifications ask for it. */
import type { DeviceModel } from "../device.ts";
import { fpgaNamed } from "./devices.ts";
import { overlayModel } from "./overlay/model.ts";
import type { FpgaSettings } from "./settings.ts";
import { streamingModel } from "./streaming/model.ts";

export interface FpgaRequest {
  /** Its part number or an alias. */
  readonly device: string;
  /** `streaming` unless written. */
  readonly style?: "streaming" | "overlay";
  /** That of the device's table unless written. */
  readonly clock?: number;
  readonly utilization: FpgaSettings["utilization"];
}

/** Undefined where there is no such device. */
export const fpgaModel = ({
  device: name,
  style = "streaming",
  clock,
  utilization,
}: FpgaRequest): DeviceModel | undefined => {
  const device = fpgaNamed(name);
  if (device === undefined) return undefined;
  const settings: FpgaSettings = { device, clockHz: clock ?? device.defaultClockMhz * 1e6, utilization };
  return style === "overlay" ? overlayModel(settings) : streamingModel(settings);
};
