/** ONNX Runtime as an executor: the graph is written as ONNX and run by the library, which is loaded when it is first needed. */
import type { InferenceSession } from "onnxruntime-node";
import { exportOnnx, type OnnxFile } from "../../ir/export/onnx/export-onnx.ts";
import { joined } from "../../ir/export/onnx/wire.ts";
import { carrierOf } from "../../ir/export/onnx/carriers.ts";
import { type Graph, indexOf } from "../../ir/graph.ts";
import { checkedFeeds } from "../../ir/interp/feeds.ts";
import { isStorageOf } from "../../ir/dtype.ts";
import type { Tensor, TensorType } from "../../ir/tensor.ts";
import { CompileError, InternalError } from "../../support/diagnostic.ts";
import type { Executor, PreparedGraph } from "../executor.ts";
import { runtimeMissing, runtimeRefuses } from "../messages.ts";
import { fromRuntime, toRuntime } from "./runtime-tensors.ts";

export interface RuntimeOptions {
  /** Threads of one run; results do not depend on them. */
  readonly threads?: number;
  /** Lets the runtime fuse nodes: faster, and rounded elsewhere. Off, every node runs as it stands. */
  readonly optimize?: boolean;
  /**
   * Lets it sum 8-bit codes in integers where activations are unsigned, as its users' sessions do: the accumulators are then exact. Off, codes
   * pass between float nodes, which serves every width and sign.
   */
  readonly integerKernels?: boolean;
}

export const onnxRuntime = ({
  threads = 1,
  optimize = true,
  integerKernels = false,
}: RuntimeOptions = {}): Executor => ({
  name: "onnxruntime",
  async prepare(graph) {
    const runtime = await loadRuntime();
    const file = exportOnnx(graph);
    const [bytes] = joined(file).pieces;
    if (bytes === undefined) throw new InternalError("joined pieces are one");
    const options: InferenceSession.SessionOptions = {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: optimize ? "all" : "disabled",
      logSeverityLevel: 3,
      extra: { session: integerKernels ? wideProducts : floatBetweenCodes },
    };
    const session = await runtime.InferenceSession.create(bytes, options).catch((error: unknown) => {
      throw new CompileError([runtimeRefuses(graph.name, messageOf(error))]);
    });
    return prepared(graph, file, session, runtime);
  },
});

/** Its integer kernels refuse widths below 8 bits. */
const floatBetweenCodes = { disable_quant_qdq: "1" };
/** On processors with AVX2 alone, pairs of products would saturate at 16 bits. */
const wideProducts = { x64quantprecision: "1" };

type Runtime = Awaited<ReturnType<typeof importRuntime>>;

const importRuntime = () => import("onnxruntime-node");

const loadRuntime = async (): Promise<Runtime> => {
  try {
    return await importRuntime();
  } catch (error) {
    throw new CompileError([runtimeMissing(messageOf(error))]);
  }
};

const prepared = (
  graph: Graph,
  { inputNames, outputNames }: OnnxFile,
  session: InferenceSession,
  { Tensor: RuntimeTensor }: Runtime,
): PreparedGraph => ({
  async run(feeds) {
    const given = [...checkedFeeds(graph, feeds).values()].map(
      (tensor, i) => [inputNames[i] ?? "", toRuntime(tensor, RuntimeTensor)] as const,
    );
    const results = await session.run(Object.fromEntries(given)).catch((error: unknown) => {
      throw new CompileError([runtimeRefuses(graph.name, messageOf(error))]);
    });
    const { typeOf } = indexOf(graph);
    return new Map(
      graph.outputs.map(({ name, value }, i): [string, Tensor] => {
        const result = results[outputNames[i] ?? name];
        if (result === undefined) throw new InternalError(`ONNX Runtime gives no output ${name}`);
        return [name, inOwnType(fromRuntime(result), typeOf(value))];
      }),
    );
  },
  release: () => session.release(),
});

/** Codes of widths that ONNX lacks come back in the type that carried them, stored alike. */
const inOwnType = (tensor: Tensor, own: TensorType | undefined): Tensor =>
  own !== undefined && carrierOf(own.dtype) === tensor.type.dtype && isStorageOf(own.dtype, tensor.data)
    ? { ...tensor, type: { ...tensor.type, dtype: own.dtype } }
    : tensor;

const messageOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
