/** ConstantOfShape, opset 9 to 21, and Range: constants once their shape is known. */
import { allocate } from "../../../dtype.ts";
import { scalar } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { IllFormed, Refusal } from "../../conversion/refusal.ts";

/** One element that is expanded: large ones stay a node, which costs the model file nothing either. */
export const constantOfShape: Converter = (node, build) => {
  const { type, data } = node.attributes.has("value") ? node.attributes.tensor("value") : scalar("f32", 0);
  if (data.length !== 1) throw new IllFormed(`its value has ${data.length} elements, not one`);
  const element = build.constant({ type: { dtype: type.dtype, dims: [] }, data });
  return build.node("expand", [element], { shape: node.staticInts(0) });
};

/** Far more positions than any network counts, and few enough to write down. */
const mostElements = 2 ** 20;

export const range: Converter = (node, build) => {
  const [start, limit, delta] = [node.staticScalar(0), node.staticScalar(1), node.staticScalar(2)];
  const { dtype } = node.operand(0).type;
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  if (!(count <= mostElements))
    throw new Refusal(`a range from ${start} to ${limit} by ${delta} is longer than ${mostElements} elements`);
  const data = allocate(dtype, count);
  for (let i = 0; i < count; i++) data[i] = start + i * delta;
  return build.constant({ type: { dtype, dims: [count] }, data });
};
