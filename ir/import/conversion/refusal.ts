/** What can't be mapped, and why: it ends as `unsupported` in the plan's coverage, never as a crash. */

/** A node that can't be mapped. */
export class Refusal extends Error {
  readonly help: string | undefined;
  /** `reason` reads on from "Conv cannot be mapped: "; `help` says how the user gets around it. */
  constructor(reason: string, help?: string) {
    super(reason);
    this.name = "Refusal";
    this.help = help;
  }
}

/** The node breaks its format's own rules, which no other tool could run either: keeping it uncosted would be no way around. */
export class IllFormed extends Refusal {
  constructor(reason: string) {
    super(reason, "correct the model, or export it again");
  }
}

/** The fault is not the node's own: an operand comes from an unsupported node. */
export class LostOperand extends Refusal {}
