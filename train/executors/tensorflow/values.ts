/** The values of one run: on the host, on the device, or on both, moved where they are asked for. */
import type { ValueId } from "../../../ir/graph.ts";
import type { Tensor, TensorType } from "../../../ir/tensor.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import { download, upload } from "./device-tensors.ts";
import type { DeviceTensor, Tensorflow } from "./translation.ts";

interface Held {
  readonly type: TensorType;
  host?: Tensor;
  device?: DeviceTensor;
}

export interface Values {
  hold(id: ValueId, type: TensorType, place: { readonly host: Tensor } | { readonly device: DeviceTensor }): void;
  has(id: ValueId): boolean;
  host(id: ValueId): Tensor;
  /** Undefined where the device has no type that holds the elements. */
  device(id: ValueId): DeviceTensor | undefined;
  /** Frees one value. */
  forget(id: ValueId): void;
  /** Frees all. */
  clear(): void;
}

export const valuesOn = (tf: Tensorflow): Values => {
  const held = new Map<ValueId, Held>();
  const at = (id: ValueId): Held => {
    const value = held.get(id);
    if (value === undefined) throw new InternalError(`value %${id} is read before it is computed`);
    return value;
  };
  const forget = (id: ValueId): void => {
    held.get(id)?.device?.dispose();
    held.delete(id);
  };
  return {
    hold: (id, type, place) => held.set(id, { type, ...place }),
    has: id => held.has(id),
    host(id) {
      const value = at(id);
      if (value.host === undefined) {
        if (value.device === undefined) throw new InternalError(`value %${id} is nowhere`);
        value.host = download(value.device, value.type);
      }
      return value.host;
    },
    device(id) {
      const value = at(id);
      if (value.device === undefined && value.host !== undefined) {
        const device = upload(tf, value.host);
        if (device !== undefined) value.device = device;
      }
      return value.device;
    },
    forget,
    clear: () => [...held.keys()].forEach(forget),
  };
};
