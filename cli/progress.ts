/** One line that says what is going on, for people at a terminal who wait longer than a second. */
import type { Host } from "./host.ts";

export interface Progress {
  /** What is being done now. */
  step(text: string): void;
  /** Wipes the line; call it before anything else is printed. */
  end(): void;
}

/** Work shorter than this needs no explanation. */
const quietMilliseconds = 1000;
/** As fast as anybody reads. */
const intervalMilliseconds = 100;
const wipeLine = "\r\x1b[2K";

/** Silent where standard error is no terminal: logs and pipes get no progress. */
export const startProgress = ({ stderr, environment, clock }: Host): Progress => {
  if (!stderr.isTerminal || environment["TERM"] === "dumb") return { step: () => undefined, end: () => undefined };
  const start = clock();
  let lastShown = start + quietMilliseconds - intervalMilliseconds;
  let isShown = false;
  return {
    step(text) {
      const now = clock();
      if (now - lastShown < intervalMilliseconds) return;
      stderr.write(`${wipeLine}${text.slice(0, Math.max(0, (stderr.columns ?? 80) - 1))}`);
      lastShown = now;
      isShown = true;
    },
    end() {
      if (isShown) stderr.write(wipeLine);
      isShown = false;
    },
  };
};
