/**
 * Kernels that were found are kept from batch to batch: the next ones are nearly the same, and are found from them in a few steps, and
 * only once there is clearly more to learn from.
 */
import {
  conditionedOn,
  fitGaussianProcess,
  type GaussianProcess,
  type Samples,
} from "../../predictors/gaussian-process/gaussian-process.ts";
import type { KernelParameters } from "../../predictors/gaussian-process/kernel.ts";

const firstSteps = 40;
const laterSteps = 10;
/** A kernel is found anew when samples have grown by this factor. */
const growth = 1.1;

export interface FoundKernel extends KernelParameters {
  /** How many designs were known when it was found. */
  readonly known: number;
}

export class Kernels {
  private readonly found: Map<string, FoundKernel>;

  constructor(found: Readonly<Record<string, FoundKernel>> = {}) {
    this.found = new Map(Object.entries(found));
  }

  /**
   * @param name of what is learned; kernels are kept by it.
   * @param known how many designs are known, of which the samples may be a part.
   */
  fit(name: string, samples: Samples, known: number): GaussianProcess {
    const before = this.found.get(name);
    if (before !== undefined && known < growth * before.known) return conditionedOn(samples, before);
    const process = fitGaussianProcess(samples, before, before === undefined ? firstSteps : laterSteps);
    this.found.set(name, { ...process.parameters, known });
    return process;
  }

  state(): Readonly<Record<string, FoundKernel>> {
    return Object.fromEntries(this.found);
  }
}
