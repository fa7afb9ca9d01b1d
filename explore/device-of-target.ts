/** The device model behind a specification's `gpu` or `fpga` block. */
import type { DeviceModel } from "../accelerators/device.ts";
import { fpgaModel } from "../accelerators/fpga/model.ts";
import { gpuModel } from "../accelerators/gpu/model.ts";
import type { FpgaTarget, GpuTarget } from "./spec/spec.ts";

/** Undefined where this version has no model of the device in that style. */
export const deviceOfTarget = (target: FpgaTarget | GpuTarget): DeviceModel | undefined => {
  switch (target.kind) {
    case "gpu":
      return gpuModel(target.device, {
        ...(target.batch === undefined ? {} : { batch: target.batch }),
        ...(target.precision === undefined ? {} : { formats: [target.precision] }),
      });
    case "fpga":
      return fpgaModel(target);
  }
};
