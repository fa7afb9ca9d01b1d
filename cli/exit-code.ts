/** What the exit codes mean; scripts rely on them. */
export const exitCodes = {
  /** Done, and within all limits. */
  done: 0,
  /** The input is at fault: arguments, model, output folder. */
  inputAtFault: 1,
  /** A model is further from its reference than its tolerance. */
  toleranceExceeded: 1,
  /** The plan is written, but the limits can't be met. */
  limitsMissed: 2,
  /** Stopped by the user (128 and the number of SIGINT, as shells have it). */
  interrupted: 130,
  /** Mortise is at fault (EX_SOFTWARE of BSD's sysexits.h). */
  ownFault: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
