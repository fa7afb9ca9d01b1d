/** `--target NAME`. */
import type { DeviceModel, DeviceSettings, NamedDevice } from "../accelerators/device.ts";
import type { Target } from "../accelerators/targets.ts";
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import { deviceSetting, noSuchSetting, targetIsDevice, unknownTarget } from "./messages.ts";

export const defaultTarget = "npu-256";

/** Gives the machine of a name, or throws a CompileError where there is none. Reading the machines takes time, so it is done late. */
export const namedTargets = async (): Promise<(name: string) => Target> => {
  const { targetNamed, targets } = await import("../accelerators/targets.ts");
  const { deviceNamed } = await import("../accelerators/devices.ts");
  const names = targets.map(({ name }) => name);
  return name => {
    const target = targetNamed(name);
    if (target !== undefined) return target;
    const device = deviceNamed(name);
    throw new CompileError([device === undefined ? unknownTarget(name, names) : targetIsDevice(device.title, names)]);
  };
};

/** What a network is compiled for. */
export type NamedMachine =
  | { readonly kind: "chip"; readonly name: string; readonly target: Target }
  | { readonly kind: "device"; readonly name: string; readonly model: DeviceModel };

/** The same, with GPUs and FPGAs; settings are for these alone. */
export const namedMachines = async (): Promise<(name: string, settings: DeviceSettings) => NamedMachine> => {
  const { targetNamed, targets } = await import("../accelerators/targets.ts");
  const { deviceNamed, namedDevices } = await import("../accelerators/devices.ts");
  return (name, settings) => {
    const device = deviceNamed(name);
    if (device !== undefined) {
      const faults = settingFaults(device, settings);
      if (faults.length > 0) throw new CompileError(faults);
      return { kind: "device", name: device.name, model: device.model(settings) };
    }
    const target = targetNamed(name);
    const names = [...targets, ...namedDevices].map(each => each.name);
    const longer = names.find(each => each.startsWith(name.toLowerCase()));
    if (target === undefined) throw new CompileError([unknownTarget(name, names, longer)]);
    const given = Object.keys(settings);
    if (given.length > 0) throw new CompileError(given.map(setting => noSuchSetting(name, setting)));
    return { kind: "chip", name: target.name, target };
  };
};

const settingFaults = (device: NamedDevice, settings: DeviceSettings): readonly Diagnostic[] => {
  const given = Object.keys(settings) as (keyof DeviceSettings)[];
  const strange = given.filter(setting => !device.settings.includes(setting));
  const lack = device.lackOf(settings);
  return [
    ...strange.map(setting => noSuchSetting(device.title, setting)),
    ...(lack === undefined ? [] : [deviceSetting(device.title, lack)]),
  ];
};
