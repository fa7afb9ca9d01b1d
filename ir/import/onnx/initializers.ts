/** The model's weights: types and data, and everything that is wrong with them. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import type { TensorData } from "../../dtype.ts";
import type { TensorType } from "../../tensor.ts";
import type { Scope } from "./conversion-state.ts";
import { dtypeOfOnnx, onnxTypeName } from "./data-types.ts";
import { type ExternalDataReader, externalTensor } from "./external-data.ts";
import { faultyTensor, missingExternalData } from "./messages.ts";
import type { TensorProto } from "./schema/onnx_pb.ts";
import { isFault } from "../conversion/raw-data.ts";
import { embeddedData, typeOfTensor } from "./tensor-data.ts";
import type { Values } from "../conversion/values.ts";

export interface Initializers {
  /** `data` is undefined where the file that holds it is missing. */
  readonly tensors: readonly {
    readonly name: string;
    readonly type: TensorType;
    readonly data: TensorData | undefined;
  }[];
  /** Tensors of types that the graph IR does not have: a fault of the nodes that read them only. */
  readonly unsupported: readonly { readonly name: string; readonly reason: string }[];
  readonly faults: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

type Loaded =
  | { readonly kind: "tensor"; readonly name: string; readonly type: TensorType; readonly data: TensorData }
  | { readonly kind: "missing"; readonly name: string; readonly type: TensorType; readonly location: string }
  | { readonly kind: "unsupported"; readonly name: string; readonly reason: string }
  | { readonly kind: "fault"; readonly diagnostic: Diagnostic };

export const loadInitializers = (
  protos: readonly TensorProto[],
  file: string | undefined,
  read: ExternalDataReader | undefined,
): Initializers => {
  const loaded = protos.map(proto => load(proto, file, read));
  const missing = groupBy(
    loaded.filter(tensor => tensor.kind === "missing"),
    ({ location }) => location,
  );
  return {
    tensors: loaded.flatMap((tensor): Initializers["tensors"] => {
      if (tensor.kind === "tensor") return [tensor];
      return tensor.kind === "missing" ? [{ name: tensor.name, type: tensor.type, data: undefined }] : [];
    }),
    unsupported: loaded.flatMap(tensor => (tensor.kind === "unsupported" ? [tensor] : [])),
    faults: loaded.flatMap(tensor => (tensor.kind === "fault" ? [tensor.diagnostic] : [])),
    warnings: [...missing].map(([location, tensors]) =>
      missingExternalData(
        file,
        location,
        tensors.map(({ name }) => name),
      ),
    ),
  };
};

const load = (proto: TensorProto, file: string | undefined, read: ExternalDataReader | undefined): Loaded => {
  const { name } = proto;
  if (dtypeOfOnnx(proto.dataType) === undefined)
    return {
      kind: "unsupported",
      name,
      reason: `a tensor of ${onnxTypeName(proto.dataType)}, which is not supported`,
    };
  const type = typeOfTensor(proto);
  if (isFault(type)) return { kind: "fault", diagnostic: faultyTensor(file, name, `has ${type.fault}`) };
  if (isExternal(proto)) {
    const tensor = externalTensor(proto, type, file, read);
    if (tensor.kind === "fault") return tensor;
    return tensor.kind === "data" ? { kind: "tensor", name, type, data: tensor.data } : { ...tensor, name, type };
  }
  const data = embeddedData(proto, type);
  return isFault(data)
    ? { kind: "fault", diagnostic: faultyTensor(file, name, data.fault) }
    : { kind: "tensor", name, type, data };
};

/** Makes the tensors constants of the graph. */
export const addInitializers = ({ tensors, unsupported }: Initializers, scope: Scope, values: Values): void => {
  for (const { name, type, data } of tensors) {
    const tensor = data === undefined ? undefined : { type, data };
    scope.set(name, { kind: "value", value: values.constant(name, type, tensor) });
  }
  for (const { name, reason } of unsupported) scope.set(name, { kind: "unreadable", reason });
};

const isExternal = ({ dataLocation }: TensorProto): boolean => dataLocation === 1;
