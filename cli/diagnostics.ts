/** Prints diagnostics for people: on a terminal with the severity in colour. */
import picocolors from "picocolors";
import { type Diagnostic, formatDiagnostic } from "../support/diagnostic.ts";
import type { Host } from "./host.ts";

export const printDiagnostics = (diagnostics: readonly Diagnostic[], host: Host): void => {
  const paint = painter(host);
  for (const diagnostic of diagnostics) {
    const { severity, code } = diagnostic;
    const text = formatDiagnostic(diagnostic);
    host.stderr.write(`${text.replace(`${severity}[${code}]`, label => paint(label, severity))}\n`);
  }
};

const painter = ({ stderr, environment }: Host): ((label: string, severity: Diagnostic["severity"]) => string) => {
  const { red, yellow, cyan } = picocolors.createColors(stderr.isTerminal && !environment["NO_COLOR"]);
  const colours = { error: red, warning: yellow, note: cyan };
  return (label, severity) => colours[severity](label);
};
