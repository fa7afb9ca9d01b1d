/** A real model with choices and recurrences: what is decided at compile time is inlined, the rest is named. */
import { expect, test } from "vitest";
import { CompileError } from "../../support/diagnostic.ts";
import { describeWithData } from "../support/data.ts";
import { importModel } from "../support/real-models.ts";

const faultsOf = (bindings: Readonly<Record<string, number>>): readonly string[] => {
  try {
    importModel({ file: "silero_vad_legacy.onnx", folder: "onnx", bindings });
  } catch (error) {
    if (error instanceof CompileError) return error.message.split("\n");
    throw error;
  }
  return [];
};

describeWithData("a voice detector that chooses by its sampling rate", () => {
  test("names the choice that is open, and how to make it", () => {
    expect(faultsOf({ batch: 1, sequence: 512 })).toEqual([
      "silero_vad_legacy.onnx (If_25): error[ONNX_UNSUPPORTED]: If cannot be mapped: which nodes run is decided at run time; a plan has one fixed order",
      "  help: bind the dimension or the whole-number input that decides it (--bind NAME=VALUE), so that the condition is a constant",
    ]);
  });

  test("with the rate bound, only its recurrent layers are left", () => {
    expect(faultsOf({ batch: 1, sequence: 512, sr: 16000 })).toEqual([
      "silero_vad_legacy.onnx (LSTM_245, LSTM_315): error[ONNX_UNSUPPORTED]: LSTM (2 nodes) cannot be mapped: recurrent layers keep a state from step to step, which the graph IR has no operator for",
      "  help: unroll the recurrence when exporting, or cut the model around this node",
    ]);
  });
});
