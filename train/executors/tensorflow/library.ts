/** TensorFlow.js, loaded when it is first needed: with native kernels where its Node package is installed, else in WebAssembly, else in JavaScript. */
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { CompileError } from "../../../support/diagnostic.ts";
import { tensorflowMissing } from "../../messages.ts";
import type { Tensorflow } from "./translation.ts";

/** `node` is native code, `wasm` WebAssembly, `cpu` plain JavaScript. */
export type TensorflowBackend = "node" | "wasm" | "cpu";

export interface OpenedLibrary {
  readonly tf: Tensorflow;
  readonly backend: TensorflowBackend;
  /** Makes it the library's current one: another executor may have switched to its own. */
  activate(): Promise<void>;
  /** Why a faster backend is not used. */
  readonly passedOver: readonly string[];
}

/** As the library calls them. */
const registered = { node: "tensorflow", wasm: "wasm", cpu: "cpu" } as const satisfies Record<
  TensorflowBackend,
  string
>;

/**
 * The wanted backend, or the fastest one that can be loaded.
 * @throws CompileError where there is none.
 */
export const openTensorflow = async (wanted: TensorflowBackend | undefined): Promise<OpenedLibrary> => {
  const tf = await importCore();
  const passedOver: string[] = [];
  for (const backend of wanted === undefined ? (["node", "wasm", "cpu"] as const) : [wanted]) {
    const fault = await faultOf(() => load[backend](tf));
    if (fault === undefined) {
      const activate = async (): Promise<void> => {
        await tf.setBackend(registered[backend]);
      };
      return { tf, backend, activate, passedOver };
    }
    passedOver.push(`${packages[backend]} ${fault}`);
  }
  throw new CompileError(passedOver.map(tensorflowMissing));
};

const packages = {
  node: "@tensorflow/tfjs-node",
  wasm: "@tensorflow/tfjs-backend-wasm",
  cpu: "@tensorflow/tfjs-backend-cpu",
} as const satisfies Record<TensorflowBackend, string>;

const importCore = async (): Promise<Tensorflow> => {
  try {
    const tf = await import("@tensorflow/tfjs-core");
    // Else it greets on the console, and checks every argument.
    tf.enableProdMode();
    return tf;
  } catch (error) {
    throw new CompileError([tensorflowMissing(`@tensorflow/tfjs-core ${reasonOf(error)}`)]);
  }
};

const load = {
  async node(tf) {
    // A package that is not part of an installation by default: see package.json. Its name in a variable keeps the compiler from asking for its types.
    const name: string = packages.node;
    await import(name);
    await start(tf, "node");
  },
  async wasm(tf) {
    const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    const folder = dirname(createRequire(import.meta.url).resolve(packages.wasm));
    setWasmPaths(join(folder, sep));
    // Its threads do not start in Node 20.
    setThreadsCount(1);
    await start(tf, "wasm");
  },
  async cpu(tf) {
    await import("@tensorflow/tfjs-backend-cpu");
    await start(tf, "cpu");
  },
} as const satisfies Record<TensorflowBackend, (tf: Tensorflow) => Promise<void>>;

const start = async (tf: Tensorflow, backend: TensorflowBackend): Promise<void> => {
  if (!(await tf.setBackend(registered[backend]))) throw new Error("does not start");
};

const faultOf = async (act: () => Promise<void>): Promise<string | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};

const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return /^(Cannot find|Could not resolve) /.test(message) ? "is not installed" : `cannot be loaded: ${message}`;
};
