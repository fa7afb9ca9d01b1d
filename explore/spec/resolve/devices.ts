/** `fpga "…" { … }` and `gpu "…" { … }`. */
import { type FpgaDevice, fpgaDeviceNames, fpgaDevices, fpgaNamed } from "../../../accelerators/fpga/devices.ts";
import { gpuDeviceNames } from "../../../accelerators/gpu/device-table.ts";
import { formatNames } from "../../../accelerators/gpu/formats.ts";
import { type Hertz, quantity } from "../../../support/quantity.ts";
import { outOfRange, unknownName } from "../messages.ts";
import type { FpgaTarget, GpuTarget } from "../spec.ts";
import { type BlockSyntax, placeOfDomain, type Word } from "../syntax.ts";
import { type FpgaResource, fpgaResources, fpgaStyles, type FpgaStyle } from "../tables/devices.ts";
import { readBlockName, readEntries, refuseBlockName, refuseDoubles } from "./entries.ts";
import { placed, type Reading } from "./reading.ts";
import { lookUp, readSingleName, readSingleQuantity } from "./values.ts";

export const readFpga = (reading: Reading, block: BlockSyntax): FpgaTarget | undefined => {
  const name = readBlockName(reading, block, 'fpga "XC7Z020" { … }');
  const device = name && fpgaOf(reading, name);
  const entries = readEntries(reading, block, "fpga");
  const style = readSingleName(reading, entries.setting("style"), Object.keys(fpgaStyles) as FpgaStyle[]);
  const clock = readSingleQuantity(reading, entries.setting("clock"), {
    dimensions: ["frequency"],
    demand: "positive",
  });
  const utilization = readUtilization(reading, entries.blocks("utilization")[0]);
  if (clock !== undefined && device !== undefined && clock.value > device.maximumClockMhz * 1e6)
    reading.faults.push(
      outOfRange(
        `the clock of the ${device.name}`,
        `${clock.value / 1e6} MHz`,
        `0 MHz to ${device.maximumClockMhz} MHz`,
        entries.setting("clock")?.head.place,
      ),
    );
  if (device === undefined) return undefined;
  return placed<FpgaTarget>(
    reading,
    {
      kind: "fpga",
      device: device.name,
      ...(style === undefined ? {} : { style }),
      ...(clock === undefined ? {} : { clock: quantity<Hertz>(clock.value) }),
      utilization,
    },
    block.head.place,
  );
};

/** By its part number or an alias. */
const fpgaOf = (reading: Reading, name: Word): FpgaDevice | undefined => {
  const known = fpgaNamed(name.text);
  const names = [...fpgaDeviceNames, ...fpgaDevices.flatMap(({ aliases }) => aliases)];
  if (known === undefined) lookUp(reading, name, "FPGA", names);
  return known;
};

const readUtilization = (reading: Reading, block: BlockSyntax | undefined): FpgaTarget["utilization"] => {
  if (block === undefined) return {};
  refuseBlockName(reading, block);
  refuseDoubles(
    reading,
    "utilization of",
    block.entries.map(({ head }) => head),
  );
  const shares = block.entries.flatMap((entry): [FpgaResource, number][] => {
    const resource = fpgaResources.find(name => name === entry.head.text);
    if (resource === undefined || entry.kind !== "setting") {
      reading.faults.push(unknownName("resource", entry.head.text, entry.head.place, fpgaResources));
      return [];
    }
    const share = readSingleQuantity(reading, entry, { dimensions: ["ratio"] });
    if (share !== undefined && share.value > 1)
      reading.faults.push(outOfRange(resource, `${share.written} %`, "0 % to 100 %", placeOfDomain(entry.domain)));
    return share === undefined ? [] : [[resource, share.value]];
  });
  return Object.fromEntries(shares);
};

export const readGpu = (reading: Reading, block: BlockSyntax): GpuTarget | undefined => {
  const name = readBlockName(reading, block, 'gpu "A100 SXM 80GB" { }');
  const device = name && lookUp(reading, name, "GPU", gpuDeviceNames);
  const entries = readEntries(reading, block, "gpu");
  const batch = readSingleQuantity(reading, entries.setting("batch"), {
    dimensions: ["count"],
    demand: "positive whole",
  });
  const precision = readSingleName(reading, entries.setting("precision"), formatNames);
  return (
    device &&
    placed<GpuTarget>(
      reading,
      {
        kind: "gpu",
        device,
        ...(batch === undefined ? {} : { batch: batch.value }),
        ...(precision === undefined ? {} : { precision }),
      },
      block.head.place,
    )
  );
};
