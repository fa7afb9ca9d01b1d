import { escapeHostile } from "./quote.ts";

/** What the user did wrong, where, and how to mend it. Factories live in each folder's `messages.ts`. */
export interface Diagnostic {
  /** Stable, upper case, e.g. `SHAPE_MISMATCH`; tests compare codes. */
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  /** What was found and what was expected, in the user's names. */
  readonly message: string;
  readonly where?: Place;
  /** What to do about it. */
  readonly help?: string;
}

/** A file with a line, or a file with a layer of a model, or a layer alone. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The user's layer names; a fused node has several. */
  readonly layers?: readonly string[];
  /** The text of the line, for a caret under `column`. */
  readonly source?: string;
}

/** The input is at fault (exit code 1). Carries every fault found, not just the first. */
export class CompileError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
    this.name = "CompileError";
    this.diagnostics = diagnostics;
  }
}

/** We are at fault (exit code 70): an invariant of ours does not hold. */
export class InternalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InternalError";
  }
}

/**
 * `path:line:column (layer): error[CODE]: message`, then the line with a caret, then a help line. Names in a model may hold
 * anything; what would break a line or act on a terminal is written as an escape.
 */
export const formatDiagnostic = (diagnostic: Diagnostic): string => {
  const { code, severity, message, where, help } = diagnostic;
  const place = where === undefined ? "" : formatPlace(where);
  const frame = where === undefined ? [] : codeFrame(where);
  const lines = [`${place}${severity}[${code}]: ${message}`, ...frame];
  if (help !== undefined) lines.push(`  help: ${help}`);
  return lines.map(escapeHostile).join("\n");
};

const formatPlace = ({ file, line, column, layers }: Place): string => {
  const position = [file, line, column].filter(part => part !== undefined).join(":");
  const names = layers === undefined || layers.length === 0 ? "" : `(${layers.join(" + ")})`;
  const place = [position, names].filter(part => part !== "").join(" ");
  return place === "" ? "" : `${place}: `;
};

const codeFrame = ({ line, column, source }: Place): readonly string[] => {
  if (source === undefined || line === undefined) return [];
  const gutter = `${line} | `;
  const caret = column === undefined ? [] : [`${" ".repeat(gutter.length + column - 1)}^`];
  return [`${gutter}${source}`, ...caret];
};
