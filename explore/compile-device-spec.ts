/** From a specification whose target is a GPU or an FPGA, and its networks, to a plan. Pure. */
import type { DeviceModel } from "../accelerators/device.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { CompiledSpec, SpecRequest } from "./spec-request.ts";
import { compileOnDevice } from "./compile-on-device.ts";
import { precisionsOf } from "./design/chip-space.ts";
import { deviceOfTarget } from "./device-of-target.ts";
import { goalsOf, refuseBackwards } from "./goals.ts";
import type { FpgaTarget, GpuTarget } from "./spec/spec.ts";

/**
 * The same request gives the same plan, byte for byte.
 * @throws CompileError where a limit is backwards, the device lacks the widths, or the networks can't be costed.
 */
export const compileDeviceSpec = (request: SpecRequest, target: FpgaTarget | GpuTarget): CompiledSpec => {
  const { spec, quantized, mapper, provenance } = request;
  const device = deviceFor(target);
  refuseBackwards(spec.limits);
  const { weights, activations } = spec.quantize;
  const { plan, precision } = compileOnDevice({
    design: spec.design,
    device,
    networks: request.networks.map(network => {
      const { rate, weight = 1 } = spec.networks.find(({ name }) => name === network.name) ?? {};
      return { ...network, weight, ...(rate === undefined ? {} : { rate }) };
    }),
    precisions: weights === undefined && activations === undefined ? [] : precisionsOf(spec.quantize, device.precision),
    ...(quantized === undefined ? {} : { quantized }),
    limits: spec.limits,
    goals: goalsOf(spec),
    mapper,
    provenance: { ...provenance, seed: spec.search.seed },
  });
  const graphs = request.networks.flatMap(({ name }) => {
    const graph = quantized?.formOf(name, precision)?.graph;
    return graph === undefined ? [] : [[name, graph] as const];
  });
  return { plan, quantized: new Map(graphs) };
};

export const deviceFor = (target: FpgaTarget | GpuTarget): DeviceModel => {
  const device = deviceOfTarget(target);
  if (device === undefined) throw new InternalError(`no model of ${target.device}: ask unrunnableParts first`);
  return device;
};
